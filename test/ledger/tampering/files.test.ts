import { describe, expect, test } from '@jest/globals';
import { problem } from '../../../src/ledger/problem.ts';
import { changeEvidence, changeWitnessed, copyBranches, type EvidenceChange, verifyBranches } from './beside.ts';
import { Dice } from './dice.ts';
import { judge, NOTHING } from './expectation.ts';
import {
  addForeign,
  applyChanges,
  changeBundle,
  changePinned,
  changeTail,
  changeTile,
  isSame,
  pinnedPaths,
} from './file-changes.ts';
import { PINNING } from './whole-ledger.ts';

/** The changes of a round are independent of each other: one verification has to name all of them. */
const ROUNDS = 56;
const SLOW = 90_000;

/** Changes of every place, no two of which one could hide the other. */
function changesOf(round: number): readonly EvidenceChange[] {
  const dice = new Dice(round);
  // Entries, tiles and the root vouch for each other: who changes two of these three for the same entries leaves the
  // third, and verify has to say which; with all three changed there is nothing left that tells.
  const ofEntries = [0, 1, 2].map((bundle) => changeBundle(bundle, dice));
  const ofTiles = [0, 1, 2].map((bundle) => [changeTile(`tile/0/00${bundle}`, dice)]);
  const ofEdge = [changeTile('tile/1/000.p/3', dice)];
  const mixed = ofEntries.map((entries, bundle) => dice.pick([entries, ofTiles[bundle] ?? []]));
  const ways = [mixed, [...ofEntries, [changeTail(dice)]], [...ofEntries, ofEdge], [...ofTiles, ofEdge]];
  const foreign = new Map([1, 2, 3].map(() => addForeign(dice)).map((change) => [change.path, change]));
  const pinned = pinnedPaths.map((path) => changePinned(path, dice));
  const ofLedger = [...(ways[round % 4] ?? []).flat(), ...pinned, ...foreign.values()].filter((one) => !isSame(one));
  const changes = [...ofLedger, changeWitnessed(dice), ...changeEvidence(dice)];
  // Where the entry that pins the newer README is gone or altered, nobody can say which README is right.
  const isUnpinned = changes.some(
    ({ must, may }) => must.some(({ index }) => index === PINNING) || may?.(problem('readme-altered', '')) === true,
  );
  // Without genesis nobody can say what the files beside the data should be: only the history tells (history.test.ts).
  const isUnjudged = changes.some(({ must }) => must.some(({ index }) => index === 0));
  const isPinnable = (path: string): boolean => /^(README|\.gitattributes|keys|schema)/.test(path);
  return changes.filter(({ path }) => !(isUnpinned && path === 'README.md') && !(isUnjudged && isPinnable(path)));
}

function goneIn(changes: readonly EvidenceChange[]): readonly string[] {
  return changes.flatMap(({ gone }) => gone ?? []);
}

describe('files changed by somebody without the key', () => {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => changesOf(round));

  test('are 2,000 changes of every kind, at least', () => {
    const kinds = new Map<string, number>();
    for (const { kind } of rounds.flat()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(rounds.flat().length).toBeGreaterThanOrEqual(2_000);
    expect(kinds.size).toBeGreaterThan(45);
  });

  test('are none before, and nothing is found', () => {
    expect(verifyBranches(copyBranches())).toEqual({ ok: true, problems: [], missing: [] });
  });

  test(
    'are found and named, many at once, and nothing else is',
    () => {
      rounds.forEach((changes, round) => {
        const { problems, ok, missing } = verifyBranches(applyChanges(copyBranches(), changes));
        const tried = changes.map(({ kind, path }) => `${path} ${kind}`);
        const found = { round, tried, ok, missing, ...judge(problems, changes) };
        expect(found).toEqual({ round, tried, ok: false, missing: goneIn(changes), ...NOTHING });
      });
    },
    SLOW,
  );

  test(
    'are found and named alone: each kind once',
    () => {
      const first = new Map(rounds.flat().map((change) => [change.kind, change]));
      for (const [kind, change] of first) {
        const { problems, ok, missing } = verifyBranches(applyChanges(copyBranches(), [change]));
        const same = rounds.flat().filter(({ path, bytes }) => path === change.path && bytes === change.bytes);
        const gone = goneIn([change]);
        const found = { kind, ok, missing, ...judge(problems, same) };
        // Evidence that is gone may have been withheld or erased: it is said to be missing, and is no problem.
        expect(found).toEqual({ kind, ok: gone.length > 0, missing: gone, ...NOTHING });
      }
    },
    SLOW,
  );
});
