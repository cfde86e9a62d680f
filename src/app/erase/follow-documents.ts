import { isJsonObject, type Json } from '../../base/json.ts';
import type { EvidencePlace, Store } from '../../store/store.ts';
import { eachDocument } from './each-document.ts';

/** Digests looked for at once: every document is compared with each of them. */
const MOST_AT_ONCE = 50;

/**
 * These and whatever builds on one of them, on and on: facts of the same pull requests, which cannot be read without them.
 * What several pull requests use (policies, teams) is no part of one.
 */
export async function followDocuments(
  store: Pick<Store, 'erasure'>,
  seeds: readonly EvidencePlace[],
): Promise<readonly EvidencePlace[]> {
  const found = new Map(seeds.map((place) => [keyOf(place), place]));
  const waiting = [...seeds];
  while (waiting.length > 0) {
    const batch = new Map(waiting.splice(0, MOST_AT_ONCE).map((place) => [keyOf(place), place]));
    const texts = [...batch.values()].map(({ digest }) => digest);
    await eachDocument(store, texts, ({ ledger, digest, document }) => {
      const base = baseOf(JSON.parse(document) as Json);
      const place = { ledger, digest };
      if (base === null || !batch.has(keyOf({ ledger, digest: base })) || found.has(keyOf(place))) return;
      found.set(keyOf(place), place);
      waiting.push(place);
    });
  }
  return [...found.values()];
}

const keyOf = ({ ledger, digest }: EvidencePlace): string => `${ledger}:${digest}`;

/** What a document of facts builds on (ledger/facts-document.ts). */
function baseOf(document: Json): string | null {
  const base = isJsonObject(document) ? document['base'] : null;
  return typeof base === 'string' ? base : null;
}
