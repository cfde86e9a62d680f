import { equalBytes, toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { type Problem, problem } from '../problem.ts';
import type { Leaves } from './leaves.ts';

export interface Prefix {
  readonly commit: string;
  /** Signed by a known key. */
  readonly checkpoint: Checkpoint;
}

/**
 * Every checkpoint ever committed must be the root over a prefix of today's entries. When the newest one is not, an
 * entry was altered, and the first that is not says when that entry was added; older commits are then not to blame.
 */
export class Prefixes {
  readonly #leaves: Leaves;
  readonly #wrong: Problem[] = [];
  /** Sizes of those that are right. */
  readonly #right: number[] = [];
  #first: Prefix | null = null;
  #compared = 0;
  #isNewestRight = true;
  #isFirstTelling = false;

  constructor(leaves: Leaves) {
    this.#leaves = leaves;
  }

  /** The next commit's. `isComplete`: does the first of them all begin the ledger? */
  add(prefix: Prefix, isComplete: boolean): void {
    const { size, root } = prefix.checkpoint;
    const found = this.#leaves.rootAt(size);
    // Its end is missing, which is named elsewhere.
    if (found === null) return;
    this.#isNewestRight = equalBytes(found, root);
    if (this.#isNewestRight) this.#right.push(size);
    else {
      // A shallow clone's first commit holds entries of commits that are not here: it tells nothing.
      if (this.#first === null) this.#isFirstTelling = isComplete || this.#compared > 0;
      this.#first ??= prefix;
      this.#wrong.push(inconsistent(prefix, found));
    }
    this.#compared += 1;
  }

  finish(): readonly Problem[] {
    if (this.#isNewestRight) return this.#wrong;
    return this.#first !== null && this.#isFirstTelling ? [this.#altered(this.#first)] : [];
  }

  #altered({ commit, checkpoint }: Prefix): Problem {
    const first = this.#right.reduce((most, size) => (size < checkpoint.size ? Math.max(most, size) : most), 0);
    const last = checkpoint.size - 1;
    if (first === last) {
      const message = `entry ${last} was altered after commit ${commit} added it`;
      return problem('entry-altered', message, { index: last, commit });
    }
    return problem(
      'root-mismatch',
      `entries ${first}–${last}, one of them or more, were altered after commit ${commit} added them`,
      { commit },
    );
  }
}

function inconsistent({ commit, checkpoint }: Prefix, found: Uint8Array): Problem {
  const { size, root } = checkpoint;
  const message = `commit ${commit} signs ${toBase64(root)} for ${size} entries, but they give ${toBase64(found)}`;
  return problem('history-inconsistent', message, { commit });
}
