import { expect, test } from '@jest/globals';
import type { LedgerCommit } from '../../../src/ledger/tree.ts';
import { judgeCommit, readCommit } from '../../../src/ledger/verify/commit-checkpoint.ts';
import { KeyTrust } from '../../../src/ledger/verify/key-trust.ts';
import { ReplacedHeads } from '../../../src/ledger/verify/replaced-heads.ts';
import { grow, ORIGIN, signer } from '../sample.ts';

const { commits } = grow(1, 3, 9);
const stranger: LedgerCommit = {
  oid: 'e'.repeat(40),
  parents: [],
  message: 'x',
  changes: [{ path: 'hello', before: null, after: 'f'.repeat(40) }],
  checkpoint: null,
};

function foreign(history: readonly LedgerCommit[], ...replaced: readonly (LedgerCommit | undefined)[]): number {
  const heads = new ReplacedHeads(new Set(replaced.map((commit) => commit?.oid ?? '')));
  const trust = new KeyTrust([signer], { first: [], rotations: [], refused: [] });
  for (const commit of history) {
    const read = readCommit(commit, { keys: [signer], candidates: [], origin: ORIGIN });
    heads.visit(commit, judgeCommit(commit, read, trust));
  }
  return heads.countForeign();
}

test('commits below a head that somebody put in the place of ours are theirs', () => {
  expect(foreign([stranger, ...commits], stranger)).toBe(1);
  expect(foreign([stranger, stranger, ...commits], stranger)).toBe(2);
});

test('without such a head, or with an earlier one of ours, all are the ledger’s own', () => {
  expect(foreign(commits)).toBe(0);
  expect(foreign([stranger, ...commits])).toBe(0);
  expect(foreign(commits, commits[1])).toBe(0);
});

test('a copied checkpoint of ours on files that are not is no earlier head', () => {
  const copied = { ...stranger, checkpoint: commits[1]?.checkpoint ?? null };
  const removed = {
    ...stranger,
    oid: 'd'.repeat(40),
    changes: [{ path: 'hello', before: 'f'.repeat(40), after: 'a'.repeat(40) }],
  };
  expect(foreign([copied, removed, ...commits], copied)).toBe(1);
});
