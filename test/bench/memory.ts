import type { ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import { secret, startApp } from './app-process.ts';
import type { Figure } from './figure.ts';

const entry = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const DELIVERIES = 10_000;
const AT_ONCE = 32;
const SETTLE = 3_000;

/** Resident memory of the whole app as a process: its second start, after 10,000 deliveries, twice, so that growth shows. */
export async function measureMemory(): Promise<readonly Figure[]> {
  const github = await StandIn.start();
  const sample = await makeSample(github);
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    await (await startApp({ entry, github, sample, data })).stop();
    const app = await startApp({ entry, github, sample, data });
    await deliver(app.url, sample, DELIVERIES);
    const first = await settled(app.child);
    await deliver(app.url, sample, DELIVERIES);
    const second = await settled(app.child);
    await app.stop();
    return [
      {
        name: 'memory after 10,000 deliveries',
        value: first,
        unit: 'MB',
        reach: { is: '≤', value: 550 },
        how: 'resident, second start, PGlite',
      },
      {
        name: 'growth over 10,000 more',
        value: second - first,
        unit: 'MB',
        reach: { is: '≤', value: 40 },
        how: `${Math.round(second)} MB after 20,000`,
      },
    ];
  } finally {
    await github.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Pushes to many branches: each is kept, read, and recorded with its pusher. */
async function deliver(url: string, { made, app, dana }: Sample, count: number): Promise<void> {
  let left = count;
  const [owner, name] = made.fullName.split('/');
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const oid = randomUUID().replaceAll('-', '').padEnd(40, '0');
      const body = JSON.stringify({
        ref: `refs/heads/branch-${left}`,
        before: '0'.repeat(40),
        after: oid,
        created: true,
        deleted: false,
        forced: false,
        commits: [{ id: oid, message: 'x'.repeat(18_000), added: [], removed: [], modified: ['a.txt'] }],
        repository: {
          id: made.id,
          name,
          full_name: made.fullName,
          private: false,
          default_branch: 'main',
          owner: { id: 1, login: owner, type: 'Organization' },
        },
        sender: { id: dana.id, login: dana.login, type: 'User' },
        installation: { id: app.installationId },
      });
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': signature,
      };
      const response = await fetch(url, { method: 'POST', body, headers });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

async function settled({ pid }: ChildProcess): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(resident) / 1_024;
}
