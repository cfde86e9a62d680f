import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../../base/json.ts';
import type { Kind } from '../../ledger/kind.ts';
import { replaceFile } from '../ledger/replace-file.ts';

const NAME = 'counts';
const HASH_BYTES = 12;
const RECORD_BYTES = HASH_BYTES + 4;

/** What is counted by: a hash, since a subject may be long, and there may be a million of them. */
export type SubjectKey = string;

/** `subject`: canonical JSON. */
export function subjectKey(kind: Kind, subject: string): SubjectKey {
  return hash('sha256', `${kind}\n${subject}`, 'binary').slice(0, HASH_BYTES);
}

/** Up to where the counts go: an entry's number is the count of what stands before it. */
export interface CountedUpTo {
  /** The branch's head then. */
  readonly head: string;
  readonly size: number;
}

/**
 * How many entries of each kind each subject has, so that the next one gets its number. Kept in a file beside the
 * repository, which is only a memory: without it the ledger is read once.
 */
export class SubjectCounts {
  readonly #counts: Map<string, number>;
  upTo: CountedUpTo | null;

  constructor(counts = new Map<string, number>(), upTo: CountedUpTo | null = null) {
    this.#counts = counts;
    this.upTo = upTo;
  }

  of(key: SubjectKey): number {
    return this.#counts.get(key) ?? 0;
  }

  /** The entry with this number is there now. */
  raise(key: SubjectKey, n: number): void {
    this.#counts.set(key, Math.max(n, this.#counts.get(key) ?? 0));
  }

  async save(directory: string): Promise<void> {
    if (this.upTo === null) return;
    const records = Buffer.alloc(this.#counts.size * RECORD_BYTES);
    let at = 0;
    for (const [key, count] of this.#counts) {
      records.write(key, at, 'latin1');
      records.writeUInt32LE(count, at + HASH_BYTES);
      at += RECORD_BYTES;
    }
    const sum = hash('sha256', records, 'hex');
    const head = Buffer.from(`${JSON.stringify({ version: 1, ...this.upTo, sum })}\n`);
    await replaceFile(join(directory, NAME), Buffer.concat([head, records]));
  }

  /** What was saved; nothing known where there is no such file, or a damaged one. */
  static async load(directory: string): Promise<SubjectCounts> {
    const bytes = await readFile(join(directory, NAME)).catch(() => null);
    return (bytes === null ? null : parse(bytes)) ?? new SubjectCounts();
  }
}

function parse(bytes: Buffer): SubjectCounts | null {
  const end = bytes.indexOf(0x0a);
  const records = bytes.subarray(end + 1);
  const head = readHead(bytes.subarray(0, Math.max(end, 0)));
  const sum = hash('sha256', records, 'hex');
  if (head === null || head.sum !== sum || records.length % RECORD_BYTES !== 0) return null;
  const counts = new Map<string, number>();
  for (let at = 0; at < records.length; at += RECORD_BYTES)
    counts.set(records.toString('latin1', at, at + HASH_BYTES), records.readUInt32LE(at + HASH_BYTES));
  return new SubjectCounts(counts, { head: head.head, size: head.size });
}

function readHead(bytes: Buffer): (CountedUpTo & { readonly sum: string }) | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isJsonObject(value) || value['version'] !== 1) return null;
    const { head, size, sum } = value;
    if (typeof head !== 'string' || typeof size !== 'number' || typeof sum !== 'string') return null;
    return { head, size, sum };
  } catch {
    return null;
  }
}
