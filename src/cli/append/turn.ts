import { type Clock, fromRfc3339, toRfc3339 } from '../../base/clock.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { type Entry, parseEntry } from '../../ledger/entry.ts';
import { entryLine } from '../../ledger/message.ts';
import type { Signer } from '../../ledger/note-key.ts';
import type { PlacedEntry } from '../../ledger/request.ts';
import { genesisOf } from './local-genesis.ts';
import { orderEntries } from './order-entries.ts';
import type { RequestLine } from './read-requests.ts';
import type { Stage } from './stage-file.ts';
import { type SubjectCounts, subjectKey } from './subject-counts.ts';

/** A group as it stands on the branch. */
export interface Appended {
  /** Indexes [from, to). */
  readonly from: number;
  readonly to: number;
  readonly there: number;
}

/** A group with its numbers and its time; it goes to the branch behind what was ordered before it, or not at all. */
export interface Ordered extends Appended {
  /** The genesis, where there is none yet, and what the group asks for. */
  readonly entries: readonly PlacedEntry[];
  /** Of all of them. */
  readonly time: string;
  readonly files: Stage['files'];
}

export interface TurnOptions {
  /** Of the ledger, when the turn begins. */
  readonly size: number;
  /** Of its last entry; empty when there is none. */
  readonly time: string;
  /** Up to there; the turn goes on counting. */
  readonly counts: SubjectCounts;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly write: (ordered: Ordered) => Promise<void>;
}

/**
 * The time in which a clone is ours: groups are ordered, and written in the same order. The next one may be ordered while
 * git writes the one before; when that fails, the turn has ended, and nothing that it counted is kept.
 */
export class Turn {
  readonly #options: TurnOptions;
  #size: number;
  #time: string;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#time = options.time;
  }

  /** Throws Fault `ledger.entry` or `ledger.too-large` with the number of the line that is refused. */
  order(lines: readonly RequestLine[]): Ordered {
    const { counts, signer, clock } = this.#options;
    const time = toRfc3339(Math.max(clock.now(), fromRfc3339(this.#time) ?? 0));
    const genesis = this.#size === 0 ? genesisOf(signer, time) : null;
    const first = genesis === null ? [] : [told(genesis.entry, signer.name)];
    for (const { bytes } of first) raise(counts, bytes);
    const ordered = orderEntries(lines, { origin: signer.name, time, counts });
    const entries = [...first, ...ordered.filter((entry) => entry !== null)];
    const there = ordered.filter((entry) => entry === null).length;
    const from = this.#size + first.length;
    this.#size += entries.length;
    this.#time = time;
    return { from, to: this.#size, there, entries, time, files: genesis?.files ?? [] };
  }

  /** Once what was ordered before it is written. */
  async write(ordered: Ordered): Promise<Appended> {
    const { from, to, there, entries } = ordered;
    if (entries.length > 0) await this.#options.write(ordered);
    return { from, to, there };
  }
}

export function told(entry: Entry, origin: string): PlacedEntry {
  return { bytes: entry.bytes, line: entryLine(entry, origin) };
}

/** Only what the counts need: a ledger of a newer version may hold kinds that are not known here. */
export function raise(counts: SubjectCounts, bytes: Uint8Array): void {
  const { kind, n, statement } = parseEntry(bytes);
  counts.raise(subjectKey(kind, canonicalize(statement['subject'] ?? null)), n);
}
