import { fromBase64, toBase64, toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import type { Entry } from '../../ledger/entry.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { Decision } from '../../store/store.ts';
import { subjectText } from './known-policies.ts';

/** Between the ledger's bytes and the database's text. */

interface Place {
  readonly index: number;
  readonly leaf: Uint8Array | undefined;
}

export function toStored(entry: Entry, { index, leaf }: Place): Decision['entries'][number] {
  if (leaf === undefined) throw new Fault('internal.bug', `entry ${index} has no leaf hash`);
  return {
    index,
    id: entry.id,
    kind: entry.kind,
    n: entry.n,
    subject: subjectOf(entry),
    bytes: toText(entry.bytes) ?? '',
    leaf: toBase64(leaf),
  };
}

/** The subject of an entry, as the store files it. */
function subjectOf(entry: Entry): string {
  const [subject] = entry.statement['subject'] as unknown as readonly Subject[];
  if (subject === undefined) throw new Fault('ledger.entry', 'an entry without a subject');
  return subjectText(subject);
}

export function fromStored(hash: string): Uint8Array {
  const bytes = fromBase64(hash);
  if (bytes === null) throw new Fault('internal.bug', 'a stored hash is not base64');
  return bytes;
}
