import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { FindingValue, Outcome } from '../verdict.ts';

export type Data = Readonly<Record<string, FindingValue>>;

/** The first finding of `approved` is its summary, with the table of reviews. */
export function summaryOf(outcome: Outcome): Data {
  return outcome.findings[0]?.data ?? {};
}

export function requiredOf(data: Data): {
  readonly count: number;
  readonly by: readonly string[];
  readonly notBy: readonly string[];
} {
  const wanted = recordOf(data['required']);
  return {
    count: numberOf(wanted['count']),
    by: listOf(wanted['by']).map(textOf),
    notBy: listOf(wanted['not_by']).map(textOf),
  };
}

/** How many approvals are still to come; at least one. */
export function missingOf(data: Data): number {
  return Math.max(1, requiredOf(data).count - numberOf(data['counted']));
}

export function rowsOf(data: Data): readonly Data[] {
  return listOf(data['reviews']).map(recordOf);
}

/** Each person's last word; what it replaced says nothing any more. */
export function latestRows(data: Data): readonly Data[] {
  return rowsOf(data).filter((row) => row['why'] !== 'superseded');
}

export function nameOf(row: Data): string {
  return textOf(recordOf(row['reviewer'])['login']);
}

export function objectors(data: Data): readonly string[] {
  return rowsOf(data)
    .filter((row) => row['why'] === 'changes-requested')
    .map(nameOf);
}
