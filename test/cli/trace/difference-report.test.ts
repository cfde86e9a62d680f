import { describe, expect, test } from '@jest/globals';
import { differenceJson, indexesOf, showDifference } from '../../../src/cli/trace/difference-report.ts';
import { findDifference } from '../../../src/ledger/trace/difference.ts';
import { commits, momentOf, told, webScene } from '../../ledger/trace/scene.ts';

const entries = webScene().traced();
const indexes = indexesOf(entries);
const between = (from: number, to: number) =>
  findDifference(entries, { environment: 'production', from: momentOf(from), to: momentOf(to) });
const brought = between(told.production41, told.production43);
const short = (commit: string): string => commit.slice(0, 7);

describe('what changed', () => {
  test('in words, what nothing covers is marked', () => {
    const text = showDifference(brought, indexes, false);
    expect(text).toContain(
      `from  ${short(commits.first)}, since ${momentOf(told.production41)} (entry ${told.production41})`,
    );
    expect(text).toContain(`    #42 ${short(commits.part)}, 3c1e5a7: allowed by entry ${told.decided42}\n`);
    expect(text).toContain(
      `    ✗ ${short(commits.hotfix)}: covered by no decision when it landed; somebody covered it afterwards (entry ${told.hotfixCover})\n`,
    );
    expect(text).toContain(`  entry ${told.landed43}  ${momentOf(told.landed43)}  queue by lead (9)\n`);
  });

  test.each([
    [told.production43, told.rolledBack, 'It was rolled back. What was taken out:'],
    [told.production41, told.rolledBack, 'The same commit ran at both.'],
    [0, told.rolledBack, 'nothing is recorded to have run'],
  ])('from entry %i to entry %i: %s', (from, to, words) =>
    expect(showDifference(between(from, to), indexes, false)).toContain(words),
  );

  test('what nobody covered afterwards', () => {
    const early = entries.filter(({ index }) => index !== told.hotfixCover);
    const span = { environment: 'production', from: momentOf(told.production42), to: momentOf(told.production43) };
    expect(showDifference(findDifference(early, span), indexes, false)).toContain('no decision when it landed\n');
  });

  test('commits that no landings connect', () => {
    const unknown = { ...brought, way: 'unknown', landings: [] } as const;
    expect(showDifference(unknown, indexes, false)).toContain('The landings of this ledger do not lead');
  });

  test('a decision that the ledger lacks is named by its id', () => {
    const decision = brought.landings[0]?.says.covered[0]?.decision ?? '';
    expect(showDifference(brought, new Map(), false)).toContain(`allowed by ${decision}\n`);
    expect(differenceJson(brought, new Map()).landings[0]?.covered[0]?.decision).toEqual({ id: decision, index: null });
  });

  test('as JSON', () => {
    expect(differenceJson(brought, indexes)).toMatchObject({
      from: { commit: commits.first, index: told.production41 },
      to: { commit: commits.last },
      way: 'forth',
      landings: [
        { index: told.landed42, covered: [{ change: 42, decision: { index: told.decided42 } }], uncovered: [] },
        {
          index: told.hotfix,
          how: 'push',
          covered: [],
          uncovered: [{ commit: commits.hotfix, late: told.hotfixCover }],
        },
        { index: told.landed43 },
      ],
    });
    expect(differenceJson(between(0, 0), indexes)).toMatchObject({ from: null, to: null, way: 'unknown' });
  });
});
