import { type FaultCode, faultCodes } from '../base/fault-codes.ts';

/**
 * How often a job is tried before it is given up, by what it failed of. pg-boss waits 2ⁿ to 2ⁿ⁺¹ seconds after the nth
 * attempt, at random, and ten minutes at most, unless what was away is back before (recovered.ts). `github.rate-limited`
 * is no attempt at all (worker.ts).
 */
const ATTEMPTS = {
  /** About seven hours: GitHub or the database is down. */
  passing: 50,
  /** About an hour: somebody has to let the app in again. */
  refused: 13,
  /** About four minutes: the same will be refused tomorrow, unless somebody changes the app or its settings. */
  lasting: 8,
} as const;

export type FaultClass = keyof typeof ATTEMPTS;

export const MOST_ATTEMPTS = ATTEMPTS.passing;

const REFUSED: ReadonlySet<FaultCode> = new Set([
  'github.unauthorized',
  'github.forbidden',
  'github.not-found',
  'ledger.no-repository',
]);

export function classOf(code: FaultCode): FaultClass {
  if (REFUSED.has(code)) return 'refused';
  return faultCodes[code].retry ? 'passing' : 'lasting';
}

/** Is this attempt, counted from 1, the last one of a job that failed of this? */
export function isLastAttempt(code: FaultCode, attempt: number): boolean {
  return attempt >= ATTEMPTS[classOf(code)];
}
