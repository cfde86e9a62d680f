import { type Instant, MINUTE } from '../../base/clock.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import type { Facts } from '../../policy/facts.ts';
import type { Layer } from '../../policy/layer.ts';
import { toJson } from './evidence.ts';

/** Nobody sends an event when GitHub is well again: what it failed to tell is asked for once more after this time. */
const ASK_AGAIN_AFTER = MINUTE;

const CODES: ReadonlySet<Json | undefined> = new Set(['unavailable', 'incomplete']);
/** GitHub could not verify a signature yet, or just then (github-facts 5). */
const REASONS: ReadonlySet<Json | undefined> = new Set([
  'GPGVERIFY_UNAVAILABLE',
  'GPGVERIFY_ERROR',
  'OCSP_PENDING',
  'OCSP_ERROR',
]);

/** When a policy that GitHub failed to show is asked for again; null: each was read, or refused for good. */
export function askForPolicyAt(layers: readonly Layer[], now: Instant): Instant | null {
  const isFailing = layers.some(
    ({ source }) =>
      (source.state === 'policy' && source.readAt !== undefined) ||
      (source.state === 'unreadable' && source.why.code === 'unavailable'),
  );
  return isFailing ? now + ASK_AGAIN_AFTER : null;
}

/** When to judge again although nothing happened; null: every fact is known, or unknown for good. */
export function askAgainAt(facts: Facts, now: Instant): Instant | null {
  return isTransient(toJson(facts)) ? now + ASK_AGAIN_AFTER : null;
}

function isTransient(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isTransient);
  if (!isJsonObject(value)) return false;
  const why = value['known'] === false ? value['why'] : null;
  if (isJsonObject(why) && CODES.has(why['code'])) return true;
  if (value['state'] === 'invalid' && REASONS.has(value['reason'])) return true;
  return Object.values(value).some(isTransient);
}
