import { execFileSync } from 'node:child_process';
import { fromBase64 } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Json } from '../../src/base/json.ts';
import { silentLog } from '../../src/base/log.ts';
import { evidenceFile } from '../../src/ledger/evidence.ts';
import { evidenceIn, evidenceOf, type NamedEvidence } from '../../src/ledger/evidence-names.ts';
import { EVIDENCE_BRANCH } from '../../src/ledger/layout.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ledgerBook } from './ledger-book.ts';
import type { RunningApp } from './running-app.ts';
import type { Team } from './team.ts';

/**
 * Everything that the entries name, out of the database and onto a branch by real git, in place of what stood there; then
 * whatever is to be done before the app, which is stopped for it, goes on.
 */
export async function writeEvidenceBranch(
  app: RunningApp,
  team: Team,
  then: () => void = () => undefined,
): Promise<void> {
  await app.restart({}, async () => {
    const entries = await ledgerBook(app, team).entries();
    const files = new Map<string, Uint8Array>();
    const store = await openStore({ directory: app.data, log: silentLog, clock: systemClock });
    const ledger = await store.ledgers.ofRepository(team.made.id);
    for (const entry of entries) await collect(evidenceOf(entry), { store, ledger: ledger?.id ?? 0, files });
    await store.close();
    importFiles(team.made.gitDir, files);
    then();
  });
}

interface Collecting {
  readonly store: Store;
  readonly ledger: number;
  readonly files: Map<string, Uint8Array>;
}

async function collect(named: readonly NamedEvidence[], collecting: Collecting): Promise<void> {
  const { store, ledger, files } = collecting;
  for (const { as, digest } of named) {
    const kept = await store.ledgers.evidence(ledger, digest);
    const salt = fromBase64(kept?.salt ?? '');
    if (kept === null || salt === null) throw new Error(`no evidence ${digest}`);
    const document = JSON.parse(kept.document) as Json;
    const { path, bytes } = evidenceFile({ digest, salt, document });
    files.set(path, bytes);
    await collect(evidenceIn(as, document), collecting);
  }
}

/** One commit without history that holds these files and nothing else. */
export function importFiles(gitDir: string, files: ReadonlyMap<string, Uint8Array>, branch = EVIDENCE_BRANCH): void {
  const stream = [
    Buffer.from(`reset refs/heads/${branch}\n\ncommit refs/heads/${branch}\n`),
    Buffer.from('committer app <app@example.org> 1700000000 +0000\ndata 8\nevidence\n'),
    ...[...files].flatMap(([path, bytes]) => [
      Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]),
  ];
  execFileSync('git', ['-C', gitDir, 'fast-import', '--quiet', '--force'], { input: Buffer.concat(stream) });
}
