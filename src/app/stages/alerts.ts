import type { AlertFacts, ChangeFacts } from '../../policy/facts.ts';
import { unknown } from '../../policy/facts.ts';
import type { Needs } from '../../policy/needs.ts';
import type { Context } from '../context.ts';
import type { Place, Scanned } from '../ports.ts';

interface Asking {
  readonly place: Place;
  readonly needs: Needs;
  readonly change: ChangeFacts;
}

const notAsked = unknown('not-needed', 'no rule asks for it');

/** Security alerts, as far as rules ask for them; nothing at all where none does. */
export async function alertsOf(
  { forge: { alerts } }: Pick<Context, 'forge'>,
  { place, needs, change }: Asking,
): Promise<{ readonly alerts?: AlertFacts }> {
  const { codeScanning, secretScanning, dependencyAlerts } = needs;
  if (!codeScanning && !secretScanning && !dependencyAlerts) return {};
  return {
    alerts: {
      codeScanning: codeScanning ? await alerts.codeScanning(place, scannedOf(change)) : notAsked,
      secretScanning: secretScanning ? await alerts.secretScanning(place) : notAsked,
      dependencies: dependencyAlerts ? await alerts.dependencies(place) : notAsked,
    },
  };
}

/**
 * Of a pull request its merge with the base, which is what GitHub's own actions analyze; in a merge group too, because a
 * branch of a queue is gone before anybody could mend what was found there. Of a deployment the branch of its policy.
 */
function scannedOf({ number, base, head }: ChangeFacts): Scanned {
  return { ref: number === null ? `refs/heads/${base}` : `refs/pull/${number}/merge`, commit: head };
}
