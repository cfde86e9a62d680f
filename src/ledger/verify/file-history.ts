import { toHex } from '../../base/bytes.ts';
import { bundleCount, tailStart } from '../layout.ts';
import { type LedgerPath, readPath } from '../path.ts';
import { type Problem, problem } from '../problem.ts';
import { hashCount, TILE_WIDTH, type Tile } from '../tile.ts';
import type { FileChange, LedgerCommit } from '../tree.ts';
import type { Column } from './column.ts';
import type { Pins } from './pins.ts';

/** The sizes of the ledger before and after a commit. */
interface Step {
  readonly before: number;
  readonly now: number;
  /** False for the first commit of a shallow clone: its changes cannot be judged. */
  readonly isKnown: boolean;
}

interface Known {
  /** As first added. */
  readonly blob: string;
  readonly addedBy: string;
  /** As it is now, null when it was removed, and who left it so. */
  readonly now: string | null;
  readonly changedBy: string;
}

interface Judged {
  readonly commit: LedgerCommit;
  readonly step: Step;
  readonly original: Known | undefined;
  readonly meaning: LedgerPath;
}

/** Follows every file through the commits: what appending does not do to it was done by somebody else. */
export class FileHistory {
  readonly #files = new Map<string, Known>();
  /**
   * Entries that were first added as they are today, 1 each: nearly all, and all that has to be known of them. By index,
   * with no object around each: a million would be 300 MB.
   */
  readonly #asToday: Uint8Array;
  readonly #blobIds: Column | null;
  readonly #pins: Pins;

  constructor(checks: { readonly blobIds: Column | null; readonly pins: Pins }) {
    this.#blobIds = checks.blobIds;
    this.#asToday = new Uint8Array(checks.blobIds?.length ?? 0);
    this.#pins = checks.pins;
  }

  follow(commit: LedgerCommit, step: Step): readonly Problem[] {
    return commit.changes.flatMap((change) => {
      const meaning = readPath(change.path);
      const original = this.#original(change.path, meaning);
      const isRestored = original !== undefined && change.after === original.blob;
      const problems = step.isKnown && !isRestored ? this.#judge(change, { commit, step, original, meaning }) : [];
      // What a stranger added is not what appending may not change: only the rightful content is remembered as first.
      if (original !== undefined || problems.length === 0) this.#remember(change, commit.oid, meaning);
      if (problems.length === 0) this.#accept(change);
      return problems;
    });
  }

  /** Entries of the tail that are no longer what was first added, and who changed them. */
  finish(): readonly Problem[] {
    return [...this.#files].flatMap(([path, { blob, addedBy, now, changedBy }]) => {
      const meaning = readPath(path);
      if (meaning.is !== 'tail') return [];
      const { index } = meaning;
      const held = this.#today(index);
      if (held === null || held === blob) return [];
      const commit = now === held ? changedBy : null;
      const message = `entry ${index} was altered: it is blob ${held}, expected ${blob} as commit ${addedBy} added it`;
      return [problem('entry-altered', message, { index, commit })];
    });
  }

  /** The blob id of an entry of the newest tree; null where it is missing. */
  #today(index: number): string | null {
    const id = this.#blobIds?.at(index) ?? null;
    return id === null ? null : toHex(id);
  }

  #original(path: string, meaning: LedgerPath): Known | undefined {
    if (meaning.is !== 'tail' || this.#asToday[meaning.index] !== 1) return this.#files.get(path);
    const blob = this.#today(meaning.index);
    // Who added it, and what became of it, is only asked about those that are not what they were.
    return blob === null ? undefined : { blob, addedBy: '', now: blob, changedBy: '' };
  }

  #remember({ path, after }: FileChange, oid: string, meaning: LedgerPath): void {
    if (meaning.is === 'tail' && this.#asToday[meaning.index] === 1) return;
    const known = this.#files.get(path);
    if (known === undefined && meaning.is === 'tail' && after !== null && after === this.#today(meaning.index)) {
      this.#asToday[meaning.index] = 1;
      return;
    }
    if (known !== undefined) this.#files.set(path, { ...known, now: after, changedBy: oid });
    else if (after !== null) this.#files.set(path, { blob: after, addedBy: oid, now: after, changedBy: oid });
  }

  /** A version that an entry pins is the rightful content from now on: whoever puts it back later does no harm. */
  #accept({ path, after }: FileChange): void {
    const known = this.#files.get(path);
    if (known === undefined || after === null || readPath(path).is !== 'pinned') return;
    this.#files.set(path, { ...known, blob: after });
  }

  #judge(change: FileChange, of: Judged): readonly Problem[] {
    const { path, before, after } = change;
    const { oid } = of.commit;
    const { meaning } = of;
    // What appending never added does not belong here: taking it away puts things right.
    if (after === null && of.original === undefined) return [];
    const index = meaning.is === 'tail' ? meaning.index : null;
    const isAppending = meaning.is === 'checkpoint' ? after !== null : this.#isAllowed({ change, ...of });
    if (isAppending) return [];
    if (before === null && of.original === undefined) {
      return [
        problem('history-foreign', `commit ${oid} adds ${path}, which appending would not`, { index, commit: oid }),
      ];
    }
    const deed = after === null ? 'removes' : 'changes';
    return [problem('history-edited', `commit ${oid} ${deed} ${path}, which is never done`, { index, commit: oid })];
  }

  #isAllowed(of: Judged & { readonly change: FileChange }): boolean {
    const { meaning, step, original, change } = of;
    const { after, path } = change;
    const isAdded = after !== null && original === undefined;
    const isRemoved = after === null;
    switch (meaning.is) {
      case 'witnessed':
        return true; // replaced whenever witnesses have cosigned; what it says today is compared with the entries
      case 'tail':
        if (isRemoved) return meaning.index < tailStart(step.now);
        return isAdded && meaning.index >= Math.max(step.before, tailStart(step.now)) && meaning.index < step.now;
      case 'bundle':
        return isAdded && meaning.index >= bundleCount(step.before) && meaning.index < bundleCount(step.now);
      case 'tile':
        return isRemoved ? isOutgrown(meaning.tile, step) : isAdded && isNewTile(meaning.tile, step);
      case 'pinned':
        // Without genesis nobody can say what began with it.
        if (isAdded && step.before === 0 && !this.#pins.isComplete) return true;
        // Its content is compared with the newest pin; here it matters that an entry of this flush brought it.
        return !isRemoved && (this.#isPinned(path, step) || this.#isUnknown(step));
      case 'checkpoint':
      case 'stray':
        return false;
    }
  }

  #isPinned(path: string, { before, now }: Step): boolean {
    return (this.#pins.pinnedBy.get(path) ?? []).some((at) => at >= before && at < now);
  }

  /** Is an entry of this flush missing or unreadable today? Then what it pinned cannot be said, and the commit not be blamed. */
  #isUnknown({ before, now }: Step): boolean {
    for (let at = before; at < now; at += 1)
      if (this.#blobIds?.at(at) === null || this.#pins.unread.has(at)) return true;
    return false;
  }
}

function isNewTile({ level, index, width }: Tile, { before, now }: Step): boolean {
  const last = index * TILE_WIDTH + width;
  const isFull = width === TILE_WIDTH;
  const [old, count] = [hashCount(level, before), hashCount(level, now)];
  return isFull ? last > old && last <= count : level > 0 && last === count && count > old;
}

function isOutgrown({ level, index, width }: Tile, { now }: Step): boolean {
  return level > 0 && width < TILE_WIDTH && index * TILE_WIDTH + width < hashCount(level, now);
}
