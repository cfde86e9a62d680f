import { isJsonObject, type Json } from '../base/json.ts';
import type { Person } from '../policy/facts.ts';

const TYPES: readonly Person['type'][] = ['user', 'bot', 'organization', 'mannequin'];

/** A person from a stored document, or null when it is none. */
export function personOf(value: Json | undefined): Person | null {
  if (!isJsonObject(value)) return null;
  const { id, login } = value;
  const type = TYPES.find((each) => each === value['type']);
  if (typeof id !== 'number' || typeof login !== 'string' || type === undefined) return null;
  return { id, login, type };
}
