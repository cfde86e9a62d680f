import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace } from './envelope.ts';

const moves: ReadonlySet<string> = new Set(['renamed', 'transferred', 'privatized', 'publicized', 'deleted']);

/** What policies and our own records call the repository by, or judge it by, changed; or it is gone, and others lose a floor. */
export function readRepositoryEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  const changes = payload.at('changes');
  // Topics, description and home page are edited too.
  const isMove = moves.has(action) || (action === 'edited' && !changes.at('default_branch').isNothing);
  if (!isMove) return [];
  const formerName = changes.at('repository').at('name').at('from');
  return [{ kind: 'repository', place: readEventPlace(payload), formerName: formerName.maybe((name) => name.text()) }];
}

/** `custom_property_values`; what they are now is read when a policy asks. */
export function readPropertiesEvent(payload: Reader): readonly Hint[] {
  return readAction(payload) === 'updated' ? [{ kind: 'properties', place: readEventPlace(payload) }] : [];
}
