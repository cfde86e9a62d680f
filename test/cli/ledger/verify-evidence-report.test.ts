import { describe, expect, test } from '@jest/globals';
import type { VerifiedEvidence } from '../../../src/cli/ledger/verify-evidence.ts';
import { evidenceJson, replayJson, showEvidence } from '../../../src/cli/ledger/verify-evidence-report.ts';
import { ENGINE } from '../../../src/policy/verdict.ts';

const source = {
  ref: 'refs/heads/countersign/evidence',
  tip: 'c'.repeat(40),
  note: null,
} as unknown as VerifiedEvidence['source'];
const good: VerifiedEvidence = {
  source,
  check: { checked: 1_204, unnamed: 2, altered: [], missing: [] },
  replay: null,
  problems: [],
};
const missing = (count: number, isRedacted: boolean) =>
  Array.from({ length: count }, (_, index) => ({
    as: 'commits',
    digest: `${index}`.padStart(64, 'a'),
    index,
    isRedacted,
  }));
const replay = { engine: ENGINE, decisions: 14, same: 10, differs: [], notReplayable: [] };

describe('in words', () => {
  test('how much was checked', () => {
    expect(showEvidence(good, false)).toEqual([
      'evidence refs/heads/countersign/evidence at ccccccc: 1,204 documents checked',
    ]);
  });

  test('what is not there, counted and named; of many the first', () => {
    const check = { ...good.check, missing: [...missing(2, true), ...missing(12, false)] };
    const lines = showEvidence({ ...good, check }, false);
    expect(lines[0]).toContain('2 redacted, 12 not there (not written yet, withheld, or removed)');
    expect(lines[1]).toContain(`redacted  ${'0'.padStart(64, 'a')} (commits, named by entry 0)`);
    expect(lines.at(-1)).toBe('         and 4 more: --format json names all');
  });

  test('how many decisions were made again, and why others were not', () => {
    const notReplayable = [
      { index: 1, engine: ENGINE, why: 'redacted' as const },
      { index: 2, engine: ENGINE, why: 'redacted' as const },
      { index: 3, engine: ENGINE, why: 'missing' as const },
    ];
    const differs = [
      { index: 4, engine: 'countersign-policy/0', in: ['verdict'] },
      { index: 5, engine: ENGINE, in: ['rules'] },
    ];
    const lines = showEvidence({ ...good, replay: { ...replay, differs, notReplayable } }, true);
    expect(lines.slice(1)).toEqual([
      `replay   10 of 14 decisions the same by ${ENGINE}; not replayable: 2 redacted, 1 without all of their evidence`,
      `         entry 4 was decided by countersign-policy/0; ${ENGINE} differs in verdict`,
    ]);
  });

  test('names that a forged decision gave its fields are shown, not obeyed', () => {
    const differs = [{ index: 4, engine: 'countersign-policy/0', in: ['\u001b[2J', 'verdict'] }];
    expect(showEvidence({ ...good, replay: { ...replay, differs } }, true).at(-1)).toMatch(
      /differs in \\u\{1b\}\[2J, verdict$/,
    );
  });

  test('a clone without the branch', () => {
    expect(showEvidence(null, false)).toEqual(['evidence not looked at: there is no branch countersign/evidence here']);
    expect(showEvidence(null, true)).toHaveLength(2);
  });
});

test('as JSON', () => {
  const check = { ...good.check, missing: missing(1, true) };
  expect(evidenceJson({ ...good, check })).toEqual({
    ref: source.ref,
    commit: source.tip,
    checked: 1_204,
    unnamed: 2,
    missing: [{ digest: '0'.padStart(64, 'a'), as: 'commits', index: 0, redacted: true }],
  });
  expect(replayJson({ ...good, replay })).toEqual(replay);
  expect([evidenceJson(null), replayJson(null), replayJson(good)]).toEqual([null, null, null]);
});
