/** One measured figure: against its reach, as a row of the table and as a JSON line. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `at least` or `at most`. */
  readonly reach: { readonly is: '≥' | '≤'; readonly value: number };
  /** How it was measured, in a few words. */
  readonly how: string;
}

export function isReached({ value, reach }: Figure): boolean {
  return reach.is === '≥' ? value >= reach.value : value <= reach.value;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Nearest rank: the smallest sample that at least this share of all samples does not exceed. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function showTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${round(figure.value)} ${figure.unit}`,
    `${figure.reach.is} ${figure.reach.value} ${figure.unit}`,
    isReached(figure) ? 'reached' : 'NOT REACHED',
    figure.how,
  ]);
  const all = [['figure', 'measured', 'reach', '', 'how'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function toJsonLine(figure: Figure): string {
  return JSON.stringify({ ...figure, value: round(figure.value), reached: isReached(figure) });
}

function round(value: number): number {
  const parts = value < 10 ? 100 : 10;
  return Math.round(value * parts) / parts;
}
