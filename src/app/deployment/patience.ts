import { type Instant, MINUTE } from '../../base/clock.ts';
import type { Layer } from '../../policy/layer.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Gate } from './gate.ts';

/** What could not be read is tried again as long; a refusal is for good. */
const FOR_THE_UNKNOWN = 15 * MINUTE;

interface Judged {
  readonly verdict: Verdict;
  readonly layers: readonly Layer[];
  readonly gate: Pick<Gate, 'askedAt'>;
}

/**
 * Until when a deployment that may not pass waits before it is refused; null: for as long as GitHub lets it wait. Of several
 * layers that say no the least patient counts.
 */
export function patienceOf({ verdict, layers, gate: { askedAt } }: Judged): Instant | null {
  if (verdict.result === 'unknown') return askedAt + FOR_THE_UNKNOWN;
  if (verdict.result !== 'deny') return null;
  const waits = verdict.layers
    .filter(({ result }) => result === 'deny')
    .map(({ layer }) => {
      const source = layers.find((each) => each.layer === layer)?.source;
      return source?.state === 'policy' ? (source.policy.unmet.wait ?? 0) : 0;
    });
  return askedAt + Math.min(...waits);
}
