import { toBase64, toHex, toText } from '../../base/bytes.ts';
import { readOrNull } from '../../base/fault.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { readCanonical } from '../../ledger/entry.ts';
import { viewEntry } from '../../ledger/entry-view.ts';
import { leafHash } from '../../ledger/merkle.ts';
import { count, showOutside } from '../text.ts';
import { nameActor, recordOf } from './entry-record.ts';

export interface EntryReport {
  /** Where it was read: a branch, or an archive, which has neither ref nor commit. */
  readonly files: {
    readonly checkpoint: Pick<Checkpoint, 'origin' | 'size'>;
    readonly source: { readonly ref: string | null; readonly tip: string | null };
  };
  readonly index: number;
  /** Null: the ledger ends before it. */
  readonly bytes: Buffer | null;
}

/** docs/cli.md describes the shape. `entry` is the entry's bytes, not another spelling of the same value. */
export function showEntryJson({ files, index, bytes }: EntryReport): string {
  const { checkpoint, source } = files;
  const { origin, size } = checkpoint;
  const facts = { version: 1, origin, size, ref: source.ref, commit: source.tip, verified: false };
  if (bytes === null) return `${JSON.stringify({ ...facts, leaf: null, says: null, entry: null, base64: null })}\n`;
  const head = { ...facts, leaf: toHex(leafHash(bytes)), says: recordOf(viewEntry(index, bytes)) };
  // Only what is certainly one JSON value may stand within ours.
  const entry = isCanonical(bytes) ? bytes.toString('utf8') : 'null';
  const base64 = entry === 'null' ? JSON.stringify(toBase64(bytes)) : 'null';
  return `${JSON.stringify(head).slice(0, -1)},"entry":${entry},"base64":${base64}}\n`;
}

export function showEntryText({ files, index, bytes }: EntryReport): string {
  const { checkpoint } = files;
  if (bytes === null) return `There is no entry ${index}: ${countEntries(checkpoint)}, counted from 0.\n`;
  const view = viewEntry(index, bytes);
  const words: readonly (readonly [string, string])[] = [
    ['entry', `${index} of ${count(checkpoint.size, 'entry', 'entries')} of ${checkpoint.origin}`],
    ['leaf', toHex(leafHash(bytes))],
    ['time', view.time ?? ''],
    ['kind', view.kind ?? 'unknown: it is not a statement that can be read'],
    ['result', view.results.join(', ')],
    ['rules', view.rules.join(', ')],
    ['subject', view.subject ?? ''],
    ['commit', view.commit ?? ''],
    ['refs', view.refs.join(', ')],
    ['changes', view.changes.map((number) => `#${number}`).join(', ')],
    ['tickets', view.tickets.join(', ')],
    ['environment', view.environment ?? ''],
    ['artifacts', view.artifacts.join(', ')],
    ['repository', view.repository ?? ''],
    ['actor', nameActor(view)],
  ];
  const lines = words
    .filter(([, said]) => said !== '')
    .map(([name, said]) => `${name.padEnd(12)} ${showOutside(said)}`);
  const text = toText(bytes);
  const raw = text === null ? `not UTF-8, in base64: ${toBase64(bytes)}` : showOutside(text);
  return `${lines.join('\n')}\n\n${raw}\n\nNot verified: countersign ledger verify does that.\n`;
}

function countEntries({ origin, size }: Pick<Checkpoint, 'origin' | 'size'>): string {
  return `${showOutside(origin)} holds ${count(size, 'entry', 'entries')}`;
}

function isCanonical(bytes: Uint8Array): boolean {
  return readOrNull(() => readCanonical(bytes)) !== null;
}
