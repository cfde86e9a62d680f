import { fromBase64 } from '../../base/bytes.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { HASH_BYTES } from '../digest.ts';

/** The ledger that this one goes on for, because the key of that one was lost: what its last checkpoint says. */
export interface Predecessor {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** 8 hex digits: the lost key. */
  readonly key: string;
}

/** As the genesis names it; null: it names none, or not in this form (its schema has said so). */
export function readPredecessor(genesis: JsonObject | null): Predecessor | null {
  const named = genesis?.['act'] === 'genesis' ? genesis['predecessor'] : null;
  if (!isJsonObject(named)) return null;
  const { origin, size, root, key } = named;
  const isRead = typeof origin === 'string' && typeof size === 'number' && typeof root === 'string';
  if (!isRead || typeof key !== 'string' || fromBase64(root)?.length !== HASH_BYTES) return null;
  return { origin, size, root, key };
}
