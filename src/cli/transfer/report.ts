import { toRfc3339 } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Totals } from '../../store/store.ts';
import { count } from '../text.ts';

/** What both commands say of an export, as JSON; docs/cli.md describes it. */
export function describeTotals(file: string, { schema, at, rows, jobs, sha256 }: Totals): JsonObject {
  return { version: 1, file, schema, at: toRfc3339(at), rows: { ...rows }, jobs, sha256 };
}

/** `1,204 rows and 3 jobs, as of 2026-11-21T14:02:00.000Z`. */
export function sayTotals({ at, rows, jobs }: Totals): string {
  const all = Object.values(rows).reduce((sum, each) => sum + each, 0);
  return `${count(all, 'row')} and ${count(jobs, 'job')}, as of ${toRfc3339(at)}`;
}
