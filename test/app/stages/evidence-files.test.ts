import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LedgerBranch } from '../../../src/app/ports.ts';
import { sortFiles } from '../../../src/app/stages/evidence-files.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import { evidenceBranchFiles, storedEvidenceFile } from '../../../src/ledger/evidence-branch.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { addPieces, pieceOf } from './evidence-scene.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const HEAD = 'a'.repeat(40);
const blob = (text: string): string => gitBlobId(Buffer.from(text), HEAD);

/** A branch with these files, by path and object id. */
const branchOf = (files: ReadonlyMap<string, string>) =>
  ({ files: () => Promise.resolve(files) }) as unknown as LedgerBranch;

async function begin(count: number) {
  const { ledger } = await newLedger(bench.context);
  const pieces = Array.from({ length: count }, (_, n) => pieceOf({ n }));
  await addPieces(bench.context, ledger, pieces);
  const lease = await bench.store.evidence.take(ledger.repository.id, 'a test', 60_000);
  if (lease === null) throw new Error('held');
  const publish = async (digests: readonly string[]): Promise<void> =>
    await bench.store.evidence.publish(lease, { head: HEAD, at: 1, digests, purged: false, tidied: false });
  return { ledger, pieces, lease, publish, digests: pieces.map(({ digest }) => digest) };
}

test('every piece and every file is sorted once', async () => {
  const { ledger, pieces, digests, lease, publish } = await begin(6);
  const [held = '', heard = '', missing = '', altered = '', erased = '', waiting = ''] = digests;
  await publish([held, missing, altered, erased]);
  await bench.store.evidence.erase(ledger.id, [erased]);
  const [unread, gone, unknown] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
  const compared = { head: HEAD, present: [], lost: [], unknown: [unread, gone], untidy: false };
  await bench.store.evidence.compared(lease, compared);
  const files = new Map(
    pieces
      .filter(({ digest }) => [held, heard, erased].includes(digest))
      .map(storedEvidenceFile)
      .map(({ path, bytes }) => [path, gitBlobId(bytes, HEAD)]),
  );
  for (const digest of [altered, unread, unknown]) files.set(paths.evidence(digest), blob('{}'));
  files.set('notes/x.txt', blob('x')).set(paths.readme, blob('mine'));
  const sorted = await sortFiles(bench.context, lease, { branch: branchOf(files), head: HEAD });
  expect({ ...sorted, lost: sorted.lost.toSorted(), fixed: sorted.fixed.map(({ path }) => path) }).toEqual({
    present: [heard],
    lost: [missing, altered].toSorted(),
    unknown: [unknown],
    gone: [gone],
    erased: [paths.evidence(erased)],
    strays: ['notes/x.txt'],
    fixed: evidenceBranchFiles().map(({ path }) => path),
  });
  expect(await bench.store.evidence.find(ledger.id, waiting)).toMatchObject({ state: 'waiting' });
});

test('where there is no branch, everything published is lost', async () => {
  const { digests, lease, publish } = await begin(2);
  await publish(digests);
  const sorted = await sortFiles(bench.context, lease, { branch: branchOf(new Map()), head: null });
  expect(sorted).toMatchObject({ present: [], lost: digests.toSorted(), erased: [], strays: [] });
});

test('more than a page of pieces is gone through to the end', async () => {
  const { pieces, digests, lease } = await begin(450);
  const files = new Map(
    pieces.map(storedEvidenceFile).map(({ path, bytes }) => [path, gitBlobId(bytes, HEAD)] as const),
  );
  const sorted = await sortFiles(bench.context, lease, { branch: branchOf(files), head: HEAD });
  expect([sorted.present, sorted.unknown]).toEqual([digests.toSorted(), []]);
});
