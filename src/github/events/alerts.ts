import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readEventPlace } from './envelope.ts';

/**
 * `code_scanning_alert`, `dependabot_alert` and `secret_scanning_alert`: one was opened or closed, in whichever way. What
 * is open now is read when a policy asks.
 */
export function readAlertEvent(payload: Reader): readonly Hint[] {
  return [{ kind: 'alerts', place: readEventPlace(payload) }];
}
