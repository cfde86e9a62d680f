import { expect } from '@jest/globals';
import type { AlertStatement } from '../../../src/ledger/entries/alert.ts';
import type { LedgerStatement } from '../../../src/ledger/entries/ledger.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { entryOf } from './bench.ts';
import { BRANCH, flushOnce, readEntries, type Scene, type Shop, verifyBranch } from './scene.ts';

/** What strangers do to a ledger branch, and what must hold when it has been put right. */

const REF = `refs/heads/${BRANCH}`;

export interface Found {
  readonly scene: Scene;
  readonly shop: Shop;
  readonly ledger: LedgerState;
}

export type Harm = (found: Found) => Promise<unknown>;

const stranger =
  (files: Readonly<Record<string, string | null>>): Harm =>
  ({ scene, shop }) =>
    scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files, message: 'nothing to see\n' });
const rewind =
  (steps: number): Harm =>
  async ({ scene, shop }) => {
    const log = await scene.github.log({ repository: shop.name, revision: BRANCH });
    await scene.github.moveRef({ repository: shop.name, ref: REF, oid: log[steps]?.oid ?? null });
  };
const replace: Harm = async ({ scene, shop }) => {
  const { oid } = await scene.github.createCommit({ repository: shop.name, files: { 'README.md': 'mine\n' } });
  await scene.github.moveRef({ repository: shop.name, ref: REF, oid });
};
export const remove: Harm = ({ scene, shop }) => scene.github.moveRef({ repository: shop.name, ref: REF, oid: null });
const rewrite: Harm = async ({ scene, shop, ledger }) => {
  const tip = ledger.published.head ?? '';
  const files = { 'tail/2.json': '{}' };
  const { oid } = await scene.github.createCommit({ repository: shop.name, tree: tip, files });
  await scene.github.moveRef({ repository: shop.name, ref: REF, oid });
};

export const HARMS: readonly (readonly [string, Harm, string])[] = [
  ['a commit on top', stranger({ 'note.txt': 'hello\n' }), 'branch.commit-added'],
  ['a commit that changes nothing', stranger({}), 'branch.commit-added'],
  ['a changed entry', stranger({ 'tail/2.json': '{}' }), 'branch.changed'],
  ['a removed entry', stranger({ 'tail/1.json': null }), 'branch.changed'],
  ['another checkpoint', stranger({ checkpoint: 'nonsense\n' }), 'branch.changed'],
  ['a changed README', stranger({ 'README.md': 'trust me\n' }), 'branch.changed'],
  ['a rewound branch', rewind(1), 'branch.replaced'],
  ['another history with our files changed', rewrite, 'branch.replaced'],
  ['another branch under its name', replace, 'branch.replaced'],
  ['a deleted branch', remove, 'branch.deleted'],
];

/** A ledger of two commits and four entries. */
export async function begin(scene: Scene): Promise<Found> {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  return { scene, shop, ledger: await flushOnce(scene.context, shop) };
}

export async function repairs({ scene, shop }: Pick<Found, 'scene' | 'shop'>) {
  const acts = (await readEntries(scene.context, shop)).map(
    ({ statement }) => (statement as unknown as LedgerStatement).predicate.countersign_ledger,
  );
  return acts.flatMap((act) => (act?.act === 'repair' ? [act] : []));
}

/** Alerts that were opened, each with the code of the repair that it names. */
async function alerts({ scene, shop }: Pick<Found, 'scene' | 'shop'>) {
  const entries = await readEntries(scene.context, shop);
  return entries.flatMap(({ kind, statement }) => {
    const act = (statement as unknown as AlertStatement).predicate.countersign_alert;
    if (kind !== 'alert' || act.act !== 'opened') return [];
    const repair = entries.find(({ id }) => act.from.includes(id));
    return [{ code: act.code, repair: (repair?.statement as unknown as LedgerStatement | undefined)?.predicate }];
  });
}

export async function expectWhole({ scene, shop, ledger }: Found, code: string): Promise<void> {
  // What was there before is still there: the root of the four entries is part of the verified ledger.
  const kept = await scene.store.ledgers.checkpoint(ledger.id, 4);
  expect(kept?.root).toBe(ledger.decided.root);
  expect((await repairs({ scene, shop })).map((act) => act.code)).toEqual([code]);
  expect(await alerts({ scene, shop })).toMatchObject([
    { code, repair: { countersign_ledger: { act: 'repair', code } } },
  ]);
  const { pending, decided, published } = await shop.ledger();
  expect({ pending, published: published.size }).toEqual({ pending: 0, published: decided.size });
  expect(await verifyBranch(scene.context, shop)).toMatchObject({
    size: decided.size,
    root: decided.root,
    problems: [],
  });
  const ref = (await scene.github.refs({ repository: shop.name }))[REF];
  expect(ref).toBe(published.head);
}
