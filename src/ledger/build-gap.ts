import { sha256Hex } from './digest.ts';
import type { GapFields } from './entries/gap.ts';
import { type Draft, draftEntry, type HeaderFields } from './entry.ts';
import type { Subject } from './terms.ts';

/** A gap is known by its beginning: whoever says it a second time says the same. `from`: RFC 3339. */
export function gapSubject(origin: string, from: string): Subject {
  return { name: `gap:${from}`, digest: { sha256: sha256Hex(`${origin}\ngap:${from}`) } };
}

/** The app could not watch. Throws like draftEntry. */
export function draftGap(fields: {
  readonly origin: string;
  readonly header: HeaderFields;
  readonly gap: GapFields;
}): Draft {
  const { origin, header, gap } = fields;
  const subject = gapSubject(origin, gap.from);
  return draftEntry({ origin, header, kind: 'gap', subject, predicate: { countersign_gap: gap } });
}
