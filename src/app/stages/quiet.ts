import { MINUTE } from '../../base/clock.ts';
import { observing } from '../../policy/observing.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Lease, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';

const ASKED = 'asked';
/** So long somebody looks at what they asked for. */
const PATIENCE = 10 * MINUTE;
/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const keyOf = ({ key }: SubjectRef): string => `${key}.`;

/** Somebody asked for it to be judged, without a webhook of its own. */
export async function rememberAsked(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  subject: SubjectRef,
): Promise<void> {
  await store.memory.set(ASKED, keyOf(subject), true, clock.now());
}

/** Does nobody wait for this verdict in front of the screen? No webhook speaks of it, and nobody asked just now. */
export async function isUnasked(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  { subject, guids }: Pick<Lease, 'subject' | 'guids'>,
): Promise<boolean> {
  if (guids.length > 0) return false;
  const asked = (await store.memory.get(ASKED, keyOf(subject)))?.at;
  return asked === undefined || clock.now() - asked > PATIENCE;
}

/**
 * Found by ourselves, never shown, and nothing but observed: the decision is recorded and nothing is written on GitHub
 * until somebody does something to it. An installation that only watches leaves no trace on hundreds of pull requests.
 */
export async function isQuiet({ store }: Context, { subject, last, guids }: Lease, verdict: Verdict): Promise<boolean> {
  const wasShown = last !== null && last.checkName !== '';
  if (wasShown || guids.length > 0 || observing(verdict) === null) return false;
  return (await store.memory.get(ASKED, keyOf(subject))) === null;
}
