import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, toBase64, toBytes } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import { bundleBytes, type FileAddition } from '../../ledger/batch.ts';

/**
 * What is about to be signed and published. It is on the disk before anything is signed: whoever finds it publishes
 * exactly this, so that no second checkpoint of the same size is ever signed, wherever we die.
 */
export interface Stage {
  readonly ref: string;
  readonly origin: string;
  /** The commit that it goes on top of; null: the branch is to be born. */
  readonly head: string | null;
  /** Entries before it. */
  readonly size: number;
  /** Batches, a commit each, as exact bytes of entries. */
  readonly batches: readonly (readonly Uint8Array[])[];
  /** Files that are not data; at genesis only. */
  readonly files: readonly FileAddition[];
}

const NAME = 'staged';

/** Durable when it returns: written beside its place, synced, renamed, and the directory synced. */
export function writeStage(directory: string, { batches, files, ...head }: Stage): void {
  const path = join(directory, NAME);
  const lengths = batches.map((batch) => batch.length);
  const kept = files.map((file) => ({ path: file.path, bytes: toBase64(file.bytes) }));
  const first = toBytes(`${JSON.stringify({ version: 1, ...head, lengths, files: kept })}\n`);
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    for (const bytes of [first, bundleBytes(batches.flat())])
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncDirectory(directory);
}

/** Null: nothing is staged. Throws Fault `ledger.inconsistent` for a file that we did not write. */
export function readStage(directory: string): Stage | null {
  const path = join(directory, NAME);
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const end = bytes.indexOf(0x0a);
  try {
    const staged: unknown = JSON.parse(bytes.subarray(0, end).toString('utf8'));
    if (!isStaged(staged)) throw new Error('its first line is not ours');
    const { version: _, lengths, files, ...head } = staged;
    const entries = linesOf(bytes.subarray(end + 1));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (entries.length !== total) throw new Error(`${entries.length} entries instead of ${total}`);
    let from = 0;
    const batches = lengths.map((length) => entries.slice(from, (from += length)));
    const restored = files.map((file) => ({ path: file.path, bytes: fromBase64(file.bytes) ?? new Uint8Array() }));
    return { ...head, batches, files: restored };
  } catch (error) {
    throw new Fault('ledger.inconsistent', `${path} is not what an interrupted append leaves`, {
      cause: error,
      next: 'Nothing is appended while it is there. Compare it with the branch, then remove it.',
    });
  }
}

interface Staged extends Omit<Stage, 'batches' | 'files'> {
  readonly version: 1;
  readonly lengths: readonly number[];
  readonly files: readonly { readonly path: string; readonly bytes: string }[];
}

/** Nobody else writes this file; a damaged one must not be published all the same. */
function isStaged(value: unknown): value is Staged {
  if (!isJsonObject(value)) return false;
  const { version, ref, origin, head, size, lengths, files } = value;
  const isPlace = typeof ref === 'string' && typeof origin === 'string' && (head === null || typeof head === 'string');
  return version === 1 && isPlace && typeof size === 'number' && Array.isArray(lengths) && Array.isArray(files);
}

export function removeStage(directory: string): void {
  rmSync(join(directory, NAME), { force: true });
}

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) throw new Error('the last line has no end');
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return lines;
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
