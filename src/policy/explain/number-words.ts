import { numberOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';

/** "at most 50", "at least 1", "1 to 50": what a number has to be. */
export function demandRange(data: Finding['data']): string {
  const [min, max] = [data['min'] ?? null, data['max'] ?? null];
  if (max === null) return `at least ${numberOf(min)}`;
  return min === null ? `at most ${numberOf(max)}` : `${numberOf(min)} to ${numberOf(max)}`;
}

/** Is the number too small, rather than too large? */
export function isBelow({ count, min }: Finding['data']): boolean {
  return numberOf(count) < numberOf(min);
}
