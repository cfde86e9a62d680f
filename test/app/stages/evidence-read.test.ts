import { expect, test } from '@jest/globals';
import { readContent, readLostEvidence } from '../../../src/app/stages/evidence-read.ts';
import { toBytes } from '../../../src/base/bytes.ts';
import { Fault } from '../../../src/base/fault.ts';
import { storedEvidenceFile } from '../../../src/ledger/evidence-branch.ts';
import { EVIDENCE_BRANCH, paths } from '../../../src/ledger/layout.ts';
import {
  addPieces,
  branchState,
  digestsIn,
  expectPublished,
  flushEvidenceOnce,
  kept,
  messages,
  pieceOf,
  published,
  repairsOf,
} from './evidence-scene.ts';
import { flushOnce, useScene } from './scene.ts';

const scene = useScene();

test('a lost database takes over what the branch holds, a few pieces at a time', async () => {
  const { shop, ledger } = await published(scene, 20);
  const before = await kept(scene.context, shop);
  const { head } = await branchState(scene.context, shop);
  const empty = await scene.withEmptyDatabase();
  const { origin, branch, repository, installation } = ledger;
  const opened = await empty.store.ledgers.open({ origin, branch, repository, installation });
  await flushEvidenceOnce(empty.context, shop);
  expect(await digestsIn(empty, shop, 'published')).toHaveLength(20);
  expect(await digestsIn(empty, shop, 'unread')).toHaveLength(before.length - 20);
  await flushEvidenceOnce(empty.context, shop);
  const contents = (pieces: typeof before) => pieces.map(({ digest, salt, document }) => ({ digest, salt, document }));
  expect(contents(await kept(empty, shop))).toEqual(contents(before));
  expect(await branchState(empty, shop)).toMatchObject({ head });
  // Nobody is accused of anything, and what comes next goes on top.
  expect(opened.pending).toBe(0);
  await flushOnce(empty.context, shop);
  expect(await repairsOf(empty.context, shop)).toEqual([]);
  await addPieces(empty.context, opened, [pieceOf('next')]);
  await flushEvidenceOnce(empty.context, shop);
  await expectPublished(empty.context, shop);
  expect(messages(shop)).toHaveLength(4);
  await empty.close();
});

test('a database that was set back knows again what it forgot', async () => {
  const { shop, ledger, pieces } = await published(scene);
  const [forgotten = '', unsure = ''] = pieces.map(({ digest }) => digest);
  await scene.database.query('delete from countersign.evidence where digest = $1', [forgotten]);
  await scene.database.query("update countersign.evidence set state = 'waiting' where digest = $1", [unsure]);
  const log = await scene.github.log({ repository: shop.name, revision: EVIDENCE_BRANCH });
  const back = 'update countersign.evidence_branch set head = $2 where repository = $1';
  await scene.database.query(back, [shop.place.repository.id, log[1]?.oid ?? null]);
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(await scene.store.ledgers.evidence(ledger.id, forgotten)).toMatchObject({ document: pieces[0]?.document });
});

test('what stands under a name that is not its own is not believed', async () => {
  const { shop, ledger, pieces } = await published(scene);
  const [lost = ''] = pieces.map(({ digest }) => digest);
  await scene.database.query('delete from countersign.evidence where digest = $1', [lost]);
  await scene.github.pushCommit({
    repository: shop.name,
    branch: EVIDENCE_BRANCH,
    files: { [paths.evidence(lost)]: '{"document":{"n":0},"salt":"AAAA"}' },
    message: 'mine',
  });
  await flushEvidenceOnce(scene.context, shop);
  expect(await scene.store.evidence.find(ledger.id, lost)).toBeNull();
  expect(await repairsOf(scene.context, shop)).toContain('evidence.changed');
  expect(await digestsIn(scene.context, shop, 'unread')).toEqual([]);
});

test('content is what hashes to the digest, byte for byte', () => {
  const piece = pieceOf({ title: 'a' });
  const { bytes } = storedEvidenceFile(piece);
  expect(readContent(piece.digest, bytes)).toEqual({ salt: piece.salt, document: piece.document, hash: piece.hash });
  expect(readContent(pieceOf({ title: 'a' }).digest, bytes)).toBeNull();
  expect(readContent(piece.digest, null)).toBeNull();
  for (const text of ['', '{}', 'nonsense', `${Buffer.from(bytes).toString()}\n`, '{"document":1}'])
    expect(readContent(piece.digest, toBytes(text))).toBeNull();
});

test('what GitHub does not show any more is not taken for nothing', async () => {
  const { shop, ledger } = await published(scene);
  const empty = await scene.withEmptyDatabase();
  const { origin, branch, repository, installation } = ledger;
  await empty.store.ledgers.open({ origin, branch, repository, installation });
  const lease = await empty.store.evidence.take(repository.id, 'a test', 60_000);
  if (lease === null) throw new Error('held');
  const { head } = await branchState(scene.context, shop);
  const unknown = (await kept(scene.context, shop)).map(({ digest }) => digest);
  await empty.store.evidence.compared(lease, { head, present: [], lost: [], unknown, untidy: false });
  const gone = {
    ...empty.context.forge.ledgerBranch(shop.place, EVIDENCE_BRANCH),
    read: async () => null,
    head: async () => {
      throw new Fault('github.not-found', 'it is gone');
    },
  };
  await expect(readLostEvidence(empty.context, { ...lease, head }, gone)).rejects.toMatchObject({
    code: 'github.not-found',
  });
  await empty.store.evidence.release(lease);
  expect((await digestsIn(empty, shop, 'unread')).length).toBe(unknown.length);
  await empty.close();
});
