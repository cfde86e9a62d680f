import type { Facts } from './facts.ts';
import { makeFinding } from './findings.ts';
import type { Finding } from './verdict.ts';

/**
 * The finding of a condition about what only a pull request has, where there is none: of a bare range of commits it is
 * not known, whatever stands in the facts. Null: there is one.
 */
export function findNoRequest(code: `${string}.no-request`, { change }: Facts): Finding | null {
  if (change.number !== null) return null;
  return makeFinding(code, 'unknown', { why: 'not-local', detail: 'only a pull request on GitHub has this' });
}
