import type { Problem, ProblemCode } from '../../../src/ledger/problem.ts';

/** What has to be found: the code, and where it can be known the entry, the commit and the file. */
export interface Expected {
  readonly code: ProblemCode;
  readonly index?: number | null;
  readonly commit?: string | null;
  /** Stands in the message, delimited. */
  readonly names?: string;
}

export interface Expectation {
  readonly must: readonly Expected[];
  /** What else is true of such a change: it is allowed, anything else is a wrong report. */
  readonly may?: (found: Problem) => boolean;
}

/** In words, so that a failed comparison tells: what was missed, and what was reported wrongly. */
export function judge(
  found: readonly Problem[],
  expectations: readonly Expectation[],
): { readonly missed: readonly Expected[]; readonly wrong: readonly Problem[] } {
  const must = expectations.flatMap((expectation) => expectation.must);
  const isAllowed = (problem: Problem): boolean =>
    must.some((expected) => fits(problem, expected)) ||
    expectations.some((expectation) => expectation.may?.(problem) === true);
  return {
    missed: must.filter((expected) => !found.some((problem) => fits(problem, expected))),
    wrong: found.filter((problem) => !isAllowed(problem)),
  };
}

export const NOTHING = { missed: [], wrong: [] };

function fits(found: Problem, expected: Expected): boolean {
  return (
    found.code === expected.code &&
    (expected.index === undefined || found.index === expected.index) &&
    (expected.commit === undefined || found.commit === expected.commit) &&
    (expected.names === undefined || ` ${found.message}`.split(/[\s,:;()]+/).includes(expected.names))
  );
}

/** What reading the altered entry itself may show, besides that it was altered. */
const OF_CONTENT = new Set<ProblemCode>([
  'entry-altered',
  'entry-not-canonical',
  'entry-schema',
  'entry-id',
  'entry-duplicate',
  'time-decreased',
  'policy-version',
  'genesis',
]);

/** The root does not fit any more, and what is wrong with these entries' content. */
export function aboutEntries(isAltered: (index: number) => boolean): (found: Problem) => boolean {
  return ({ code, index }) => (index === null ? code === 'root-mismatch' : OF_CONTENT.has(code) && isAltered(index));
}
