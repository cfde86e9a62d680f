import { expect, test } from '@jest/globals';
import { addLedgerActs } from '../../../src/app/stages/ledger-acts.ts';
import { EVIDENCE_BRANCH } from '../../../src/ledger/layout.ts';
import { restarted } from './bench.ts';
import {
  addPieces,
  branchFiles,
  digestsIn,
  EVIDENCE_REF,
  expectPublished,
  flushEvidenceOnce,
  messages,
  pieceOf,
  published,
  repairsOf,
  unjudged,
} from './evidence-scene.ts';
import { noHeads, rollBack, takeSnapshot, withBranchFault } from './harmed-world.ts';
import { type Shop, useScene, verifyBranch } from './scene.ts';

/** Somebody else changed the evidence branch: it is put right from the database, and said in the ledger. */

const scene = useScene();

type Files = Readonly<Record<string, string | null>>;
interface Hand {
  readonly shop: Shop;
  /** Paths of pieces on the branch. */
  readonly paths: readonly string[];
}

const push =
  (files: (paths: readonly string[]) => Files) =>
  async ({ shop, paths }: Hand) =>
    void (await scene.github.pushCommit({
      repository: shop.name,
      branch: EVIDENCE_BRANCH,
      files: files(paths),
      message: 'mine',
    }));
const move = async ({ shop }: Hand, oid: string | null) =>
  await scene.github.moveRef({ repository: shop.name, ref: EVIDENCE_REF, oid });
const rewind = async (hand: Hand) => {
  const log = await scene.github.log({ repository: hand.shop.name, revision: EVIDENCE_BRANCH });
  await move(hand, log[1]?.oid ?? null);
};
const replace = async (hand: Hand) => {
  const files = { 'README.md': 'mine\n' };
  await move(hand, (await scene.github.createCommit({ repository: hand.shop.name, files })).oid);
};

const HANDS: readonly (readonly [string, (hand: Hand) => Promise<void>, string])[] = [
  ['a file beside the evidence', push(() => ({ 'note.txt': 'hello\n' })), 'evidence.commit-added'],
  ['a commit that changes nothing', push(() => ({})), 'evidence.commit-added'],
  ['a changed README', push(() => ({ 'README.md': 'trust me\n' })), 'evidence.commit-added'],
  ['a removed README', push(() => ({ 'README.md': null })), 'evidence.commit-added'],
  ['a changed piece', push(([path = '']) => ({ [path]: '{}' })), 'evidence.changed'],
  [
    'two pieces swapped',
    push(([a = '', b = '']) => ({ [a]: `text of ${b}`, [b]: `text of ${a}` })),
    'evidence.changed',
  ],
  ['a removed piece', push(([path = '']) => ({ [path]: null })), 'evidence.changed'],
  ['all pieces removed', push((paths) => Object.fromEntries(paths.map((path) => [path, null]))), 'evidence.changed'],
  ['a file where a directory was', push(([path = '']) => ({ [path]: null, 'note.txt': 'x' })), 'evidence.changed'],
  ['a rewound branch', rewind, 'evidence.replaced'],
  ['another branch under its name', replace, 'evidence.replaced'],
  ['a deleted branch', (hand) => move(hand, null), 'evidence.deleted'],
];

test.each(HANDS)('%s is found and put right', async (_name, hand, code) => {
  const { shop } = await published(scene);
  const before = await digestsIn(scene.context, shop, 'published');
  const paths = [...branchFiles(shop).keys()].filter((path) => path.endsWith('.json'));
  await hand({ shop, paths });
  await flushEvidenceOnce(restarted(scene.context), shop);
  await expectPublished(scene.context, shop);
  expect(await digestsIn(scene.context, shop, 'published')).toEqual(before);
  expect(await repairsOf(scene.context, shop)).toEqual([code]);
  expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  await flushEvidenceOnce(restarted(scene.context), shop);
  expect(await repairsOf(scene.context, shop)).toEqual([code]);
});

test('history stays as it was found: what is put right is put on top', async () => {
  const { shop } = await published(scene);
  await push(([path = '']) => ({ [path]: '{}', 'x/y.txt': '1' }))({
    shop,
    paths: [...branchFiles(shop).keys()].filter((path) => path.endsWith('.json')),
  });
  await flushEvidenceOnce(scene.context, shop);
  expect(
    messages(shop)
      .slice(0, 3)
      .map((message) => message.split('\n')[0]),
  ).toEqual(['evidence: 1 piece [skip ci]', 'evidence: what is none removed [skip ci]', 'mine']);
});

test('a commit of ours whose answer was lost is ours, also with a stranger’s on top', async () => {
  const { shop, ledger } = await published(scene);
  await addPieces(scene.context, ledger, [pieceOf('unheard')]);
  const on = 'GRAPHQL createCommitOnBranch';
  await scene.github.arm({ on, action: { kind: 'reset', when: 'after' } });
  await expect(flushEvidenceOnce(scene.context, shop)).rejects.toThrow();
  expect(await digestsIn(scene.context, shop, 'waiting')).toHaveLength(1);
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(await repairsOf(scene.context, shop)).toEqual([]);

  await addPieces(scene.context, ledger, [pieceOf('unheard again')]);
  const moved = { kind: 'move-branch', when: 'after', repository: shop.name, branch: EVIDENCE_BRANCH } as const;
  await scene.github.arm({ on, action: moved });
  await scene.github.arm({ on, action: { kind: 'reset', when: 'after' } });
  await expect(flushEvidenceOnce(scene.context, shop)).rejects.toThrow();
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(await repairsOf(scene.context, shop)).toEqual(['evidence.commit-added']);
});

test('a stranger who was there before the branch was is put out of it', async () => {
  const { shop } = await scene.begun();
  const { oid } = await scene.github.createCommit({ repository: shop.name, files: { 'mine.txt': 'mine\n' } });
  await scene.github.moveRef({ repository: shop.name, ref: EVIDENCE_REF, oid });
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(await repairsOf(scene.context, shop)).toEqual(['evidence.replaced']);
});

test.each([false, true])(
  'before the ledger has begun, it begins with its genesis all the same (waiting: %s)',
  async (isWaiting) => {
    const { shop, ledger } = await unjudged(scene);
    await flushEvidenceOnce(scene.context, shop);
    if (isWaiting) await addLedgerActs(scene.context, ledger);
    await push(() => ({ 'note.txt': 'hello\n' }))({ shop, paths: [] });
    await flushEvidenceOnce(scene.context, shop);
    expect(await repairsOf(scene.context, shop)).toEqual(['evidence.commit-added']);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  },
);

test('a database that was lost takes the ledger over before it says what it found beside it', async () => {
  const backup = await takeSnapshot(scene.database);
  const { shop, ledger } = await published(scene);
  await repairsOf(scene.context, shop);
  await rollBack(scene.database, backup);
  const context = restarted(scene.context);
  await push(() => ({ 'note.txt': 'hello\n' }))({ shop, paths: [] });
  const known = await context.store.ledgers.open({ ...shop.place, origin: ledger.origin, branch: ledger.branch });
  await addPieces(context, known, [pieceOf('since')]);
  await flushEvidenceOnce(context, shop);
  expect(await repairsOf(context, shop)).toEqual(['evidence.replaced']);
  expect((await verifyBranch(context, shop)).problems).toEqual([]);
});

test.each(['an older head', 'no branch'])('%s that GitHub shows by mistake is held against nobody', async (shown) => {
  const { shop, ledger } = await published(scene);
  await repairsOf(scene.context, shop);
  const [, older = null] = await scene.github.log({ repository: shop.name, revision: EVIDENCE_BRANCH });
  await addPieces(scene.context, ledger, [pieceOf('since')]);
  const before = noHeads(shown === 'no branch' ? null : (older?.oid ?? null));
  const stale = withBranchFault(scene.context, before, { at: 0, happens: 'stale' });
  await expect(flushEvidenceOnce(stale, shop)).rejects.toThrow();
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(await repairsOf(scene.context, shop)).toEqual([]);
});
