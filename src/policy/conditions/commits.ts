import type { Condition } from '../condition.ts';
import type { CommitFacts } from '../facts.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { checkRange, isWithin, type NumberRange, rangeSchema, showRange } from '../number-range.ts';
import type { Finding } from '../verdict.ts';

export interface CommitsSettings {
  readonly count?: NumberRange;
  readonly merges?: 'none' | 'from_base' | 'any';
  readonly linear?: true;
}

export const commits: Condition<CommitsSettings> = {
  name: 'commits',
  schema: {
    type: 'object',
    description: 'How many commits the change has, and how they hang together.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      count: rangeSchema('How many commits.'),
      merges: {
        enum: ['none', 'from_base', 'any'],
        description:
          'Which merge commits may be among them: none, those that bring in the base ("Update branch") and no others, or any.',
      },
      linear: {
        const: true,
        description: 'They stand in one line: each has exactly one parent. GitHub calls that a linear history.',
      },
    },
  },
  check: ({ count }) => checkRange('count', count),
  needs: () => ({ ...noNeeds, commits: true }),
  watches: ['commits', 'base'],
  judge({ count, merges, linear }, { facts }) {
    if (!facts.commits.known) {
      const { code, detail } = facts.commits.why;
      return outcomeOf('commits', [makeFinding('commits.unread', 'unknown', { why: code, detail })]);
    }
    const all = facts.commits.value;
    const counted = count === undefined ? [] : [judgeCount(count, all)];
    // As with messages and signatures, a range without commits meets nothing.
    if (all.length === 0 && (merges !== undefined || linear !== undefined))
      return outcomeOf('commits', [...counted, makeFinding('commits.no-commits', 'unmet')]);
    return outcomeOf('commits', [
      ...counted,
      ...(merges === undefined
        ? []
        : [judgeShape({ code: 'commits.merges', allowed: merges, all, isBad: isMerge[merges] })]),
      ...(linear === undefined ? [] : [judgeShape({ code: 'commits.linear', allowed: 'none', all, isBad: isBeside })]),
    ]);
  },
};

type Test = (commit: CommitFacts) => boolean;

const isMerge: Readonly<Record<'none' | 'from_base' | 'any', Test>> = {
  none: ({ parents }) => parents.length > 1,
  from_base: ({ parents, updatesFromBase }) => parents.length > 1 && !updatesFromBase,
  any: () => false,
};

/** A merge, or the beginning of another history. */
const isBeside: Test = ({ parents }) => parents.length !== 1;

function judgeCount(range: NumberRange, all: readonly CommitFacts[]): Finding {
  const truth = isWithin(all.length, range) ? 'met' : 'unmet';
  return makeFinding('commits.count', truth, { count: all.length, ...showRange(range) });
}

interface Shape {
  readonly code: 'commits.merges' | 'commits.linear';
  readonly allowed: string;
  readonly all: readonly CommitFacts[];
  readonly isBad: Test;
}

function judgeShape({ code, allowed, all, isBad }: Shape): Finding {
  const bad = all.filter(isBad).map(({ oid }) => oid);
  return { code, truth: bad.length === 0 ? 'met' : 'unmet', commits: bad, data: { allowed } };
}
