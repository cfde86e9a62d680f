import { listOf, recordOf } from './finding-data.ts';
import type { FindingValue, Outcome, Verdict } from './verdict.ts';

/** The reviews of a verdict as the ledger keeps them: ids and codes only. */
export interface Approvals {
  readonly counted: readonly { readonly reviewer: number | null; readonly review: number }[];
  readonly notCounted: readonly { readonly reviewer: number | null; readonly review: number; readonly code: string }[];
}

interface ReviewRow {
  readonly review: number;
  readonly reviewer: number | null;
  readonly counts: string;
  readonly why: string | null;
}

/** Each review once, in order of its id: counted if any rule counted it, otherwise with the first reason why not. */
export function approvalsOf(verdict: Verdict): Approvals {
  const rows = new Map<number, ReviewRow>();
  for (const row of verdict.layers.flatMap(({ rules }) =>
    rules.flatMap(({ when, require }) => [...rowsOf(when), ...rowsOf(require)]),
  )) {
    const before = rows.get(row.review);
    if (before === undefined || (before.counts !== 'yes' && row.counts === 'yes')) rows.set(row.review, row);
  }
  const sorted = [...rows.values()].toSorted((a, b) => a.review - b.review);
  return {
    counted: sorted.filter(({ counts }) => counts === 'yes').map(({ reviewer, review }) => ({ reviewer, review })),
    notCounted: sorted
      .filter(({ counts }) => counts !== 'yes')
      .map(({ reviewer, review, why }) => ({ reviewer, review, code: why ?? 'unknown' })),
  };
}

function rowsOf(outcome: Outcome | null): readonly ReviewRow[] {
  if (outcome === null) return [];
  const own =
    outcome.name === 'approved' ? outcome.findings.flatMap(({ data }) => listOf(data['reviews']).flatMap(readRow)) : [];
  return [...own, ...outcome.parts.flatMap(rowsOf)];
}

function readRow(value: FindingValue): readonly ReviewRow[] {
  const row = recordOf(value);
  const { review, counts, why } = { review: row['review'], counts: row['counts'], why: row['why'] };
  if (typeof review !== 'number' || typeof counts !== 'string') return [];
  const reviewer = recordOf(row['reviewer'] ?? null)['id'];
  return [
    {
      review,
      reviewer: typeof reviewer === 'number' ? reviewer : null,
      counts,
      why: typeof why === 'string' ? why : null,
    },
  ];
}
