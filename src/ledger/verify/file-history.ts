import { bundleCount, tailStart } from '../layout.ts';
import { readPath } from '../path.ts';
import { type Problem, problem } from '../problem.ts';
import { hashCount, TILE_WIDTH, type Tile } from '../tile.ts';
import type { FileChange, LedgerCommit } from '../tree.ts';
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
}

/** Follows every file through the commits: what appending does not do to it was done by somebody else. */
export class FileHistory {
  readonly #files = new Map<string, Known>();
  readonly #blobIds: readonly (string | undefined)[];
  readonly #pins: Pins;

  constructor(checks: { readonly blobIds: readonly (string | undefined)[]; readonly pins: Pins }) {
    this.#blobIds = checks.blobIds;
    this.#pins = checks.pins;
  }

  follow(commit: LedgerCommit, step: Step): readonly Problem[] {
    return commit.changes.flatMap((change) => {
      const original = this.#files.get(change.path);
      const isRestored = original !== undefined && change.after === original.blob;
      const problems = step.isKnown && !isRestored ? this.#judge(change, { commit, step, original }) : [];
      // What a stranger added is not what appending may not change: only the rightful content is remembered as first.
      if (original !== undefined || problems.length === 0) this.#remember(change, commit.oid);
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
      const held = this.#blobIds[index];
      if (held === undefined || held === blob) return [];
      const commit = now === held ? changedBy : null;
      const message = `entry ${index} was altered: commit ${addedBy} added it as blob ${blob}, it is ${held}`;
      return [problem('entry-altered', message, { index, commit })];
    });
  }

  #remember({ path, after }: FileChange, oid: string): void {
    const known = this.#files.get(path);
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
    const meaning = readPath(path);
    // What appending never added does not belong here: taking it away puts things right.
    if (after === null && of.original === undefined) return [];
    const index = meaning.is === 'tail' ? meaning.index : null;
    const isAppending = meaning.is === 'checkpoint' ? after !== null : this.#isAllowed(meaning, { change, ...of });
    if (isAppending) return [];
    if (before === null && of.original === undefined) {
      return [
        problem('history-foreign', `commit ${oid} adds ${path}, which appending would not`, { index, commit: oid }),
      ];
    }
    const deed = after === null ? 'removes' : 'changes';
    return [problem('history-edited', `commit ${oid} ${deed} ${path}, which is never done`, { index, commit: oid })];
  }

  #isAllowed(meaning: ReturnType<typeof readPath>, of: Judged & { readonly change: FileChange }): boolean {
    const { step, original, change } = of;
    const { after, path } = change;
    const isAdded = after !== null && original === undefined;
    const isRemoved = after === null;
    switch (meaning.is) {
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
      if (this.#blobIds[at] === undefined || this.#pins.unread.has(at)) return true;
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
