import type { Verdict } from './verdict.ts';

/** A verdict that no rule could have made otherwise, because every rule that applies only observes. */
export interface Observing {
  /** Rules that apply. */
  readonly rules: number;
  /** Of these, the ones that would have kept the change from passing. */
  readonly wouldBlock: number;
}

/** Null where a rule that applies may block or warn, where none applies, and where a layer could not be judged. */
export function observing({ layers, result }: Verdict): Observing | null {
  if (result !== 'allow') return null;
  const applying = layers.flatMap(({ rules }) => rules).filter(({ state }) => state !== 'skipped');
  if (applying.length === 0 || applying.some(({ enforce }) => enforce !== 'observe')) return null;
  return { rules: applying.length, wouldBlock: applying.filter(({ state }) => state !== 'met').length };
}
