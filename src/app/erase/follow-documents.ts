import { isJsonObject, type Json } from '../../base/json.ts';
import type { EvidencePlace, Store } from '../../store/store.ts';
import { eachDocument } from './each-document.ts';

/** Digests looked for at once: every document is compared with each of them. */
const MOST_AT_ONCE = 50;

/**
 * Documents of the same pull requests as these: facts that build on one of them or have it as a part, what builds on those,
 * and all other parts of theirs. What several pull requests use (policies, teams) is no part of one.
 */
export async function followDocuments(
  store: Pick<Store, 'erasure' | 'evidence'>,
  seeds: readonly EvidencePlace[],
): Promise<readonly EvidencePlace[]> {
  const found = new Map(seeds.map((place) => [keyOf(place), place]));
  const waiting = [...seeds];
  while (waiting.length > 0) {
    const batch = new Map(waiting.splice(0, MOST_AT_ONCE).map((place) => [keyOf(place), place]));
    const texts = [...batch.values()].map(({ digest }) => digest);
    await eachDocument(store, texts, ({ ledger, digest, document }) => {
      const { base, parts } = factsIn(JSON.parse(document) as Json);
      const isOf = (each: string | null): boolean => each !== null && batch.has(keyOf({ ledger, digest: each }));
      if (!isOf(base) && !parts.some(isOf)) return;
      for (const each of [digest, ...parts]) {
        const place = { ledger, digest: each };
        if (found.has(keyOf(place))) continue;
        found.set(keyOf(place), place);
        waiting.push(place);
      }
    });
  }
  return await thoseKept(store, [...found.values()]);
}

/** A part that is named may have been erased before, or never have been read back. */
async function thoseKept(
  { evidence }: Pick<Store, 'evidence'>,
  places: readonly EvidencePlace[],
): Promise<readonly EvidencePlace[]> {
  const kept: EvidencePlace[] = [];
  for (const place of places) {
    const state = (await evidence.find(place.ledger, place.digest))?.state ?? 'erased';
    if (state !== 'erased') kept.push(place);
  }
  return kept;
}

const keyOf = ({ ledger, digest }: EvidencePlace): string => `${ledger}:${digest}`;

/** Of either form (ledger/facts-document.ts). */
function factsIn(document: Json): { readonly base: string | null; readonly parts: readonly string[] } {
  const { base, parts } = isJsonObject(document) ? document : {};
  const digests = isJsonObject(parts) ? Object.values(parts).filter((part) => typeof part === 'string') : [];
  return { base: typeof base === 'string' ? base : null, parts: digests };
}
