import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';

const ENTRIES = 100_000;
const ROUNDS = 3;

/** Statements from a file onto a local ledger, in commits of 256, as `countersign ledger append` does it. */
export async function measureAppending(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-append-'));
  try {
    execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'repository')]);
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', join(folder, 'key.pem')]);
    writeFileSync(join(folder, 'statements'), statements());
    append(folder, '/dev/null', ['--origin', 'bench.example/acme/shop']);
    const rates = Array.from({ length: ROUNDS }, () => {
      const before = performance.now();
      append(folder, join(folder, 'statements'));
      return (ENTRIES / (performance.now() - before)) * 1_000;
    });
    const how = `${ENTRIES} statements, entries of 1.4 kB, the whole command, median of ${ROUNDS}`;
    return [{ name: 'local append', value: median(rates), unit: '/s', reach: { is: '≥', value: 20_000 }, how }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function append(folder: string, input: string, args: readonly string[] = []): void {
  const command = ['src/cli/main.ts', 'ledger', 'append', '--repo', join(folder, 'repository')];
  const stdin = openSync(input, 'r');
  const { status, stderr } = spawnSync(process.execPath, [...command, '--key', join(folder, 'key.pem'), ...args], {
    stdio: [stdin, 'ignore', 'pipe'],
  });
  closeSync(stdin);
  if (status !== 0) throw new Error(stderr.toString('utf8'));
}

/** Digests do not compress: neither do those of a real build. */
function statements(): string {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  return Array.from({ length: ENTRIES }, (_, at) => {
    const commit = digest(`commit ${at}`).slice(0, 40);
    const subject = [{ uri: `https://forge.example/acme/shop/commit/${commit}`, digest: { gitCommit: commit } }];
    const evidence = Array.from({ length: 6 }, (_item, of) => ({ digest: { sha256: digest(`${at} ${of}`) } }));
    const run = { uri: `https://ci.example/runs/${at}`, attempt: 1 };
    const countersign_event = { event: 'test', result: 'passed', environment: 'staging', run, evidence };
    const countersign = { actor: { id: at % 1_000, type: 'user' } };
    const predicate = { countersign_event, countersign };
    return `${JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject, predicate })}\n`;
  }).join('');
}
