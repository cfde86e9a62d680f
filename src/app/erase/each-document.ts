import type { EvidencePlace, KeptEvidence, Store } from '../../store/store.ts';

const PAGE = 200;

/** Visits all evidence that holds one of the texts, a page at a time. */
export async function eachDocument(
  { erasure }: Pick<Store, 'erasure'>,
  texts: readonly string[],
  visit: (piece: KeptEvidence) => void,
): Promise<void> {
  if (texts.length === 0) return;
  for (let after: EvidencePlace | null = null; ; ) {
    const page: readonly KeptEvidence[] = await erasure.evidence({ texts, after, limit: PAGE });
    page.forEach(visit);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last;
  }
}
