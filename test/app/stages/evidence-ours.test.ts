import { expect, test } from '@jest/globals';
import { groupCommits } from '../../../src/app/stages/evidence-ours.ts';
import type { LedgerStatement } from '../../../src/ledger/entries/ledger.ts';
import { storedEvidenceFile } from '../../../src/ledger/evidence-branch.ts';
import { evidenceOf } from '../../../src/ledger/evidence-names.ts';
import { EVIDENCE_BRANCH, paths } from '../../../src/ledger/layout.ts';
import type { Evidence } from '../../../src/store/store.ts';
import { restarted } from './bench.ts';
import {
  addPieces,
  digestsIn,
  EVIDENCE_REF,
  expectPublished,
  flushEvidenceOnce,
  pieceOf,
  repairsOf,
} from './evidence-scene.ts';
import { rollBack, takeSnapshot } from './harmed-world.ts';
import { flushOnce, judge, readEntries, type Shop, useScene, verifyBranch } from './scene.ts';

/** A database that went back in time, and what came to the evidence branch since. */

const scene = useScene();

type Files = Readonly<Record<string, string | null>>;

async function push({ name }: Shop, files: Files): Promise<string> {
  await scene.github.pushCommit({ repository: name, branch: EVIDENCE_BRANCH, files, message: 'evidence: 1 piece' });
  return (await scene.github.refs({ repository: name }))[EVIDENCE_REF] ?? '';
}

const fileOf = (piece: Evidence): Files => {
  const { path, bytes } = storedEvidenceFile(piece);
  return { [path]: Buffer.from(bytes).toString() };
};

/** As if the app had left the branch there: so the ledger tells nothing of who did. */
async function overlook({ place }: Shop, head: string): Promise<void> {
  const text = 'update countersign.evidence_branch set head = $2 where repository = $1';
  await scene.database.query(text, [place.repository.id, head]);
}

/** One pull request that is judged, its entries and its evidence published. */
async function decideOne(shop: Shop, title: string): Promise<void> {
  await judge(scene.context, await shop.propose(title));
  await flushOnce(scene.context, shop);
  await flushEvidenceOnce(scene.context, shop);
}

/** Two commits of evidence, and what somebody does between them; then the database is as it was before the first. */
async function goBack(between: (shop: Shop) => Promise<unknown>): Promise<Shop> {
  const shop = await scene.shop();
  const { owner, name } = shop.place.repository;
  const origin = `github.com/${owner}/${name}`;
  const ledger = await scene.store.ledgers.open({ ...shop.place, origin, branch: 'countersign/ledger' });
  await addPieces(scene.context, ledger, [pieceOf('before')]);
  await flushOnce(scene.context, shop);
  await flushEvidenceOnce(scene.context, shop);
  const backup = await takeSnapshot(scene.database);
  await decideOne(shop, 'SHOP-1');
  await between(shop);
  await decideOne(shop, 'SHOP-2');
  await rollBack(scene.database, backup);
  return shop;
}

/** What the flush of the evidence makes of it, in a process that starts. */
async function flushAfter(shop: Shop) {
  await flushEvidenceOnce(restarted(scene.context), shop);
  await expectPublished(scene.context, shop);
  expect(await digestsIn(scene.context, shop, 'unread')).toEqual([]);
  const codes = await repairsOf(scene.context, shop);
  const acts = (await readEntries(scene.context, shop)).map(
    ({ statement }) => (statement as unknown as LedgerStatement).predicate.countersign_ledger,
  );
  expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  return { codes, commits: acts.flatMap((act) => (act?.act === 'repair' ? act.commits : [])) };
}

test('its own commits are its own: their pieces are named by the ledger', async () => {
  const shop = await goBack(async () => undefined);
  expect(await flushAfter(shop)).toEqual({ codes: [], commits: [] });
});

const STRANGE: readonly (readonly [string, Files])[] = [
  ['a piece that no entry names', fileOf(pieceOf('mine'))],
  ['nothing at all', {}],
];

test.each(STRANGE)('a stranger’s commit on top, which brings %s, is still one', async (_name, files) => {
  const shop = await goBack(async () => undefined);
  const stranger = await push(shop, files);
  expect(await flushAfter(shop)).toEqual({ codes: ['evidence.commit-added'], commits: [stranger] });
});

test('what the ledger tells of already is not said again', async () => {
  let stranger = '';
  const shop = await goBack(async (at) => {
    stranger = await push(at, { 'note.txt': 'hello\n' });
    await flushEvidenceOnce(scene.context, at);
  });
  expect(await flushAfter(shop)).toEqual({ codes: ['evidence.commit-added'], commits: [stranger] });
});

test('a stranger between two of ours is found, and alone', async () => {
  let stranger = '';
  const shop = await goBack(async (at) => {
    stranger = await push(at, {});
    await overlook(at, stranger);
  });
  expect(await flushAfter(shop)).toEqual({ codes: ['evidence.commit-added'], commits: [stranger] });
});

test('what is not what its name says is said, although an entry names it and nobody else’s commit is seen', async () => {
  let named = '';
  const shop = await goBack(async (at) => {
    await judge(scene.context, await at.propose('SHOP-3'));
    await flushOnce(scene.context, at);
    const decision = (await readEntries(scene.context, at)).findLast(({ kind }) => kind === 'decision');
    named = evidenceOf(decision?.statement ?? {}).find(({ as }) => as === 'facts')?.digest ?? '';
    const head = await push(at, { [paths.evidence(named)]: '{"document":1,"salt":"AAAA"}' });
    await scene.database.query("update countersign.evidence set state = 'withheld' where digest = $1", [named]);
    await overlook(at, head);
  });
  await flushEvidenceOnce(restarted(scene.context), shop);
  expect(await repairsOf(scene.context, shop)).toEqual(['evidence.changed']);
  expect(await scene.store.evidence.find((await shop.ledger()).id, named)).toBeNull();
});

test('commits are looked at one by one, as far as that takes no more than some minutes', () => {
  const commits = Array.from({ length: 400 }, (_, n) => String(n));
  const sizes = (files: number, of = commits) => groupCommits(of, files).map((group) => group.length);
  expect(groupCommits(commits, 0).flat()).toEqual(commits);
  expect(sizes(10)).toEqual([...Array.from({ length: 299 }, () => 1), 101]);
  expect(sizes(500_000)).toEqual([1, 399]);
  expect(sizes(2_000_000)).toEqual([400]);
  expect(sizes(10, ['a', 'b'])).toEqual([1, 1]);
  expect(sizes(10, [])).toEqual([]);
});
