import { type Fault, isFault } from '../base/fault.ts';
import type { AlertGroup, OpenAlerts, Severity } from '../policy/alert-facts.ts';
import { type Known, unknown } from '../policy/facts.ts';

/** One alert, as far as anybody here asks. */
export interface Alert {
  readonly number: number;
  readonly tool: string | null;
  readonly severity: Severity;
}

/** Whoever has a thousand open has more to do than to wait for us. */
export const MOST_PAGES = 10;

const NUMBERS_KEPT = 20;

/** What was read, alike with alike. */
export function groupAlerts({
  found,
  isAll,
}: {
  readonly found: readonly Alert[];
  readonly isAll: boolean;
}): OpenAlerts {
  const groups = new Map<string, Alert[]>();
  for (const alert of found) {
    const key = JSON.stringify([alert.tool, alert.severity]);
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return { groups: [...groups.values()].flatMap(groupOf), isAll };
}

function groupOf(alike: readonly Alert[]): readonly AlertGroup[] {
  const [first] = alike;
  if (first === undefined) return [];
  const numbers = alike.slice(0, NUMBERS_KEPT).map(({ number }) => number);
  return [{ tool: first.tool, severity: first.severity, count: alike.length, numbers }];
}

/** A feature that is off, or that the plan does not have, is refused with a sentence that says so: it is the reason. */
export function unreadAlerts(error: unknown, of: string): Known<never> {
  if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found'))
    return unknown('forbidden', `GitHub does not show the alerts of ${of} (“${wordsOf(error)}”)`);
  if (isFault(error, 'github.unavailable')) return unknown('unavailable', `GitHub failed to list the alerts of ${of}`);
  throw error;
}

/** GitHub's own sentence, without the address of its documentation. */
export function wordsOf({ message }: Fault): string {
  return (/: \d{3} (.*)$/.exec(message)?.[1] ?? message).replace(/ - https:\/\/\S+$/, '').replace(/\.$/, '');
}
