import { toBytes } from '../../../src/base/bytes.ts';
import { draftDecision } from '../../../src/ledger/build.ts';
import { sha256 } from '../../../src/ledger/digest.ts';
import { type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { type Evidence, makeEvidence } from '../../../src/ledger/evidence.ts';
import { EVIDENCE_URI } from '../../../src/ledger/evidence-names.ts';
import { decisionFields, timeOf } from '../sample.ts';

/** Documents that stand on the evidence branch, each named by one decision. */

export interface NamedDocument extends Evidence {
  /** The entry that names it. */
  readonly index: number;
}

export const documents: readonly NamedDocument[] = Array.from({ length: 60 }, (_, at) => 3 + at * 16)
  .filter((index) => index % 100 !== 1)
  .map((index) => ({ index, ...makeEvidence({ facts: `of ${index}` }, sha256(toBytes(`salt ${index}`))) }));

/** The decision that names the document, in the place of the sample's. */
export function namingEntry({ index, digest: sha256Digest }: NamedDocument): Entry {
  const digest = { sha256: sha256Digest };
  const fields = { ...decisionFields(index), evidence: [{ uri: `${EVIDENCE_URI}facts`, digest }] };
  return sealEntry(draftDecision(fields), timeOf(index));
}
