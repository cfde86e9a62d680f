import type { Sentence } from '../explanation.ts';
import { listOf, textOf } from '../finding-data.ts';
import type { Finding, FindingValue, Outcome } from '../verdict.ts';
import { code, joinWith, list, outside, say } from './words.ts';

/** Of a condition about the change as a whole: it has no reviews and no commits to show. */
export const noRows = { approvals: [], commits: [] } as const;

/** What keeps the condition from holding. */
export function openFindings({ findings }: Outcome): readonly Finding[] {
  return findings.filter(({ truth }) => truth !== 'met');
}

/** For the table: what is open, or everything where nothing is. */
export function tellingFindings(outcome: Outcome): readonly Finding[] {
  const open = openFindings(outcome);
  return open.length > 0 ? open : outcome.findings;
}

/** Those of one truth that matter most: what is wrong, else what is not known, else what is waited for. */
export function mainFinding(outcome: Outcome): Finding | undefined {
  const open = openFindings(outcome);
  return open.find(({ truth }) => truth === outcome.truth) ?? open[0];
}

/** Patterns and names of the policy file, or what somebody wrote on GitHub: never read as anything but itself. */
export function choices(value: FindingValue | undefined, conjunction: 'and' | 'or' = 'or'): Sentence {
  return list(
    listOf(value).map((text) => code(textOf(text))),
    conjunction,
  );
}

/** "the labels could not be read: why". */
export function unreadable(what: string, data: Finding['data']): Sentence {
  const detail = textOf(data['detail']);
  return say(`${what} could not be read`, ...(detail === '' ? [] : [': ', outside(detail, 200)]));
}

/** What several findings say, or demand, in one sentence. */
export function joinFindings(
  findings: readonly Finding[],
  describe: (finding: Finding) => Sentence,
  separator = '; ',
): Sentence {
  return joinWith(separator, findings.map(describe));
}
