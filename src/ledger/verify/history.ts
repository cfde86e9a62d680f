import type { Checkpoint } from '../checkpoint.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerCommit } from '../tree.ts';
import type { Column } from './column.ts';
import type { JudgedCommit } from './commit-checkpoint.ts';
import { FileHistory } from './file-history.ts';
import type { Leaves } from './leaves.ts';
import type { Pins } from './pins.ts';
import { Prefixes } from './prefixes.ts';

export interface HistoryChecks {
  /** Of the newest tree. */
  readonly leaves: Leaves;
  /** git blob ids of the entries of the newest tree; null where the repository has no more than its tip. */
  readonly blobIds: Column | null;
  readonly pins: Pins;
  /** Does the first commit begin the ledger? */
  readonly isComplete: boolean;
}

/**
 * Was the branch only ever appended to? First parent only, never merged; every checkpoint continues the one before and
 * counts a prefix of today's entries; no file changed except as appending changes it. Commits that a repair entry
 * names are known and not reported again. Of the commits themselves nothing is kept.
 */
export class HistoryCheck {
  readonly #checks: HistoryChecks;
  readonly #problems: Problem[] = [];
  readonly #files: FileHistory;
  readonly #prefixes: Prefixes;
  #before: Checkpoint | null = null;
  #count = 0;

  constructor(checks: HistoryChecks) {
    this.#checks = checks;
    this.#files = new FileHistory(checks);
    this.#prefixes = new Prefixes(checks.leaves);
  }

  /** The next commit, oldest first. */
  add(commit: LedgerCommit, { now, ofNote, ofMessage }: JudgedCommit): void {
    const { isComplete, pins } = this.#checks;
    const before = this.#before;
    const isFirst = this.#count === 0;
    this.#count += 1;
    // Nothing is known of what a shallow clone's first commit changed.
    const isKnown = !isFirst || isComplete;
    const sizes = { before: before?.size ?? 0, now: now?.size ?? before?.size ?? 0 };
    const ofFiles = this.#files.follow(commit, { ...sizes, isKnown });
    if (pins.acknowledged.has(commit.oid)) return;
    const ofOrder = now === null ? [] : checkOrder(commit, { before, now });
    this.#problems.push(
      ...checkParents(commit, isFirst && isComplete),
      ...ofNote,
      ...ofMessage,
      ...ofOrder,
      ...ofFiles,
    );
    if (now === null) return;
    this.#prefixes.add({ commit: commit.oid, checkpoint: now }, isComplete);
    this.#before = now;
  }

  finish(): readonly Problem[] {
    return [...this.#problems, ...this.#prefixes.finish(), ...this.#files.finish()];
  }
}

function checkParents({ oid, parents }: LedgerCommit, isFirst: boolean): readonly Problem[] {
  if (parents.length > 1) {
    return [problem('history-merged', `commit ${oid} is a merge; the ledger branch is never merged`, { commit: oid })];
  }
  if (isFirst && parents.length > 0) {
    return [problem('history-foreign', `commit ${oid} begins the ledger on top of other commits`, { commit: oid })];
  }
  return [];
}

function checkOrder(
  { oid }: LedgerCommit,
  { before, now }: { readonly before: Checkpoint | null; readonly now: Checkpoint },
): readonly Problem[] {
  if (before === null || now.size >= before.size) return [];
  const message = `commit ${oid} goes back from ${before.size} entries to ${now.size}`;
  return [problem('history-rewound', message, { index: now.size, commit: oid })];
}
