import { type Clock, fromRfc3339, SECOND, toRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Repository } from '../../git/git.ts';
import { importCommits, type NewCommit } from '../../git/import-commits.ts';
import { isAncestor, readRef } from '../../git/revision.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { openCheckpoint, signCheckpoint } from '../../ledger/checkpoint.ts';
import { type Entry, parseEntry } from '../../ledger/entry.ts';
import { BUNDLE_SIZE, LEDGER_BRANCH, paths } from '../../ledger/layout.ts';
import { entryLine, messageOfLines, messageText } from '../../ledger/message.ts';
import type { Signer } from '../../ledger/note-key.ts';
import type { PlacedEntry } from '../../ledger/request.ts';
import { emptyEdge, extend, type RightEdge, readRightEdge, rightEdgePaths } from '../../ledger/right-edge.ts';
import { EntryFiles, entriesIn } from '../ledger/entry-files.ts';
import { whileLocked } from './append-lock.ts';
import { genesisOf } from './local-genesis.ts';
import { orderEntries } from './order-entries.ts';
import type { RequestLine } from './read-requests.ts';
import { readStage, removeStage, type Stage, writeStage } from './stage-file.ts';
import { type CountedUpTo, SubjectCounts, subjectKey } from './subject-counts.ts';

const REF = `refs/heads/${LEDGER_BRANCH}`;
const WRITER = 'countersign <countersign@localhost>';

/** A group as it stands on the branch. */
export interface Appended {
  /** Indexes [from, to). */
  readonly from: number;
  readonly to: number;
  readonly there: number;
}

interface Tip {
  /** Null: there is no branch yet. */
  readonly head: string | null;
  readonly edge: RightEdge;
  /** Of the last entry; empty when there is none. */
  readonly time: string;
}

export interface LocalLedgerOptions {
  readonly repository: Repository;
  /** Of append-lock.ts. */
  readonly directory: string;
  readonly signer: Signer;
  readonly clock: Clock;
  /** Hears what an interrupted run had left, once it is published. */
  readonly onRecovered: (entries: number) => void;
}

/**
 * A ledger branch of a repository on this disk, for appending (design/ledger.md, "Local store"): one writer a clone at a
 * time; what is signed was staged before, and moves the branch by compare-and-swap.
 */
export class LocalLedger {
  readonly #options: LocalLedgerOptions;
  readonly #directory: string;
  #tip: Tip | null = null;
  #counts: SubjectCounts | null = null;

  constructor(options: LocalLedgerOptions) {
    this.#options = options;
    this.#directory = options.directory;
  }

  get size(): number {
    return this.#tip?.edge.size ?? 0;
  }

  get head(): string | null {
    return this.#tip?.head ?? null;
  }

  get root(): Uint8Array {
    return extend(this.#tip?.edge ?? emptyEdge, []).root;
  }

  /** Appends what the lines ask for, in commits of up to 256 entries; without lines it only makes a ledger where there is none. */
  async append(lines: readonly RequestLine[]): Promise<Appended> {
    return await whileLocked(this.#directory, async () => {
      await this.#recover();
      const tip = await this.#refresh();
      const counts = await this.#count(tip);
      const { signer, clock } = this.#options;
      const time = toRfc3339(Math.max(clock.now(), fromRfc3339(tip.time) ?? 0));
      const { size } = tip.edge;
      const genesis = size === 0 ? genesisOf(signer, time) : null;
      const first = genesis === null ? [] : [told(genesis.entry, signer.name)];
      for (const { bytes } of first) raise(counts, bytes);
      this.#counts = null; // what is counted below is true only once it stands on the branch
      const ordered = orderEntries(lines, { origin: signer.name, time, counts });
      const entries = [...first, ...ordered.filter((entry) => entry !== null)];
      if (entries.length > 0) await this.#write(tip, { entries, time, files: genesis?.files ?? [] });
      counts.upTo = this.#upTo();
      this.#counts = counts;
      const there = ordered.filter((entry) => entry === null).length;
      return { from: size + first.length, to: size + entries.length, there };
    });
  }

  /** Keeps what was counted for the next run. */
  async close(): Promise<void> {
    await this.#counts?.save(this.#directory);
  }

  async #write(tip: Tip, { entries, time, files }: Writing): Promise<void> {
    const { head, edge } = tip;
    const batches = inBatches(entries);
    const stage: Stage = {
      ref: REF,
      origin: this.#options.signer.name,
      head,
      size: edge.size,
      batches: batches.map((batch) => batch.map(({ bytes }) => bytes)),
      files,
    };
    writeStage(this.#directory, stage);
    this.#tip = null; // if this fails, the branch has to be read again
    this.#tip = { ...(await this.#publish(stage, { edge, entries, time })), time };
    removeStage(this.#directory);
  }

  #upTo(): CountedUpTo | null {
    const { head = null, edge } = this.#tip ?? {};
    return head === null || edge === undefined ? null : { head, size: edge.size };
  }

  /** Signs and publishes what is staged: the same bytes whoever does it, and however often. */
  async #publish(stage: Stage, { edge: before, entries, time }: Publishing): Promise<Omit<Tip, 'time'>> {
    const { repository, signer } = this.#options;
    let edge = before;
    let index = 0;
    // Built and signed one by one while git writes the one before: together they would take a fifth longer.
    function* commits(): Generator<NewCommit> {
      for (const [at, batch] of stage.batches.entries()) {
        const { after, root, changes } = extend(edge, batch);
        const checkpoint = { origin: stage.origin, size: after.size, root };
        const note = signCheckpoint(checkpoint, [signer]);
        const lines = entries.slice(index, index + batch.length).map(({ line }) => line);
        const message = messageText(messageOfLines(checkpoint, lines));
        edge = after;
        index += batch.length;
        yield { ...changes(note, at === 0 ? stage.files : []), message, by: WRITER, at: secondsOf(time) };
      }
    }
    const head = await importCommits(repository, { ref: stage.ref, head: stage.head, commits: commits() });
    return { head, edge };
  }

  /** What an interrupted run staged is published as it is: it may be signed, and somebody may have seen it. */
  async #recover(): Promise<void> {
    const stage = readStage(this.#directory);
    if (stage === null) return;
    const head = await readRef(this.#options.repository, REF);
    const parsed = stage.batches.flat().map(parseEntry);
    const entries = parsed.map((entry) => told(entry, stage.origin));
    if (head === stage.head) {
      this.#requireKeyOf(stage);
      const { edge } = await this.#read(head);
      await this.#publish(stage, { edge, entries, time: parsed[0]?.time ?? '' });
    } else if (!(await this.#holds(head, stage, entries))) {
      throw new Fault('ledger.inconsistent', `${REF} was moved while ${entries.length} entries were being appended`, {
        next: 'Another program wrote the branch. Put it back to where it was, so that what was signed can be published.',
        details: { staged: stage.head, found: head },
      });
    }
    removeStage(this.#directory);
    this.#options.onRecovered(entries.length);
  }

  /** No branch says yet which key signs it, but its genesis does: signed by another, no later run could put it right. */
  #requireKeyOf({ head, origin, files }: Stage): void {
    const { name, keyId } = this.#options.signer;
    if (origin === name && (head !== null || files.some(({ path }) => path === paths.key(keyId)))) return;
    throw new Fault(
      'ledger.inconsistent',
      `An interrupted run was making the ledger ${origin} with another key or name`,
      {
        next: 'Run it again as it was, with the same --origin and --key; then append.',
      },
    );
  }

  async #holds(head: string | null, stage: Stage, entries: readonly PlacedEntry[]): Promise<boolean> {
    if (head === null) return false;
    using files = await EntryFiles.open({ repository: this.#options.repository, ref: REF, tip: head, note: null });
    const last = entries.at(-1);
    const found = await files.entry(stage.size + entries.length - 1);
    return last !== undefined && found !== null && found.equals(last.bytes);
  }

  /** Where the ledger stands; read again only when somebody else appended. */
  async #refresh(): Promise<Tip> {
    const head = await readRef(this.#options.repository, REF);
    const known = this.#tip;
    const tip = known !== null && known.head === head ? known : await this.#read(head);
    this.#tip = tip;
    return tip;
  }

  async #read(head: string | null): Promise<Tip> {
    if (head === null) return { head, edge: emptyEdge, time: '' };
    const { repository, signer } = this.#options;
    using files = await EntryFiles.open({ repository, ref: REF, tip: head, note: null });
    const { verified, ...checkpoint } = openCheckpoint(await files.content(paths.checkpoint), [signer]);
    if (verified.length === 0 || checkpoint.origin !== signer.name)
      throw new Fault('ledger.signature', `${REF} is signed by another key than the one given`);
    const contents = new Map<string, Uint8Array>();
    for (const path of rightEdgePaths(checkpoint.size)) contents.set(path, await files.content(path));
    const edge = readRightEdge(checkpoint, (path) => contents.get(path) ?? new Uint8Array());
    const last = checkpoint.size === 0 ? null : await files.entry(checkpoint.size - 1);
    return { head, edge, time: last === null ? '' : parseEntry(last).time };
  }

  async #count({ head, edge }: Tip): Promise<SubjectCounts> {
    const counts = this.#counts ?? (await this.#load(head));
    this.#counts = counts;
    if (head === null || counts.upTo?.head === head) return counts;
    using files = await EntryFiles.open({
      repository: this.#options.repository,
      ref: REF,
      tip: head,
      note: null,
    });
    const from = counts.upTo?.size ?? 0;
    for await (const { file, bytes } of files.read('oldest-first', from))
      for (const entry of entriesIn(file, bytes).slice(Math.max(0, from - file.first))) raise(counts, entry);
    counts.upTo = { head, size: edge.size };
    return counts;
  }

  /** What was kept is of use while the branch goes on from there. */
  async #load(head: string | null): Promise<SubjectCounts> {
    const kept = await SubjectCounts.load(this.#directory);
    if (kept.upTo === null || head === null) return new SubjectCounts();
    const { repository } = this.#options;
    const isKnown = (await readRef(repository, kept.upTo.head)) !== null;
    return isKnown && (await isAncestor(repository, kept.upTo.head, head)) ? kept : new SubjectCounts();
  }
}

interface Writing {
  readonly entries: readonly PlacedEntry[];
  readonly time: string;
  readonly files: Stage['files'];
}

interface Publishing {
  readonly edge: RightEdge;
  readonly entries: readonly PlacedEntry[];
  /** Of all of them. */
  readonly time: string;
}

function told(entry: Entry, origin: string): PlacedEntry {
  return { bytes: entry.bytes, line: entryLine(entry, origin) };
}

function secondsOf(time: string): number {
  return Math.floor((fromRfc3339(time) ?? 0) / SECOND);
}

function inBatches(entries: readonly PlacedEntry[]): readonly (readonly PlacedEntry[])[] {
  return Array.from({ length: Math.ceil(entries.length / BUNDLE_SIZE) }, (_, at) =>
    entries.slice(at * BUNDLE_SIZE, (at + 1) * BUNDLE_SIZE),
  );
}

/** Only what the counts need: a ledger of a newer version may hold kinds that are not known here. */
function raise(counts: SubjectCounts, bytes: Uint8Array): void {
  const { kind, n, statement } = parseEntry(bytes);
  counts.raise(subjectKey(kind, canonicalize(statement['subject'] ?? null)), n);
}
