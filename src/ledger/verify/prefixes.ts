import { equalBytes, toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { appendLeaves, type Edge, rootOfEdge } from '../merkle.ts';
import { type Problem, problem } from '../problem.ts';

export interface Prefix {
  readonly commit: string;
  /** Signed by a known key. */
  readonly checkpoint: Checkpoint;
}

export interface PrefixChecks {
  readonly leaves: readonly (Uint8Array | null)[];
  /** Does the first commit begin the ledger? */
  readonly isComplete: boolean;
}

/**
 * Every checkpoint ever committed must be the root over a prefix of today's entries. When the newest one is not, an
 * entry was altered, and the first that is not says when that entry was added; older commits are then not to blame.
 */
export function checkPrefixes(prefixes: readonly Prefix[], of: PrefixChecks): readonly Problem[] {
  const compared = compare(prefixes, of.leaves);
  const newest = compared.at(-1);
  if (newest === undefined) return [];
  const wrong = compared.filter((one) => !one.isRight);
  if (newest.isRight) return wrong.map(inconsistent);
  const [first] = wrong;
  // A shallow clone's first commit holds entries of commits that are not here: it tells nothing.
  const isTelling = first !== undefined && (of.isComplete || first !== compared[0]);
  return isTelling ? [altered(first, compared)] : [];
}

interface Compared extends Prefix {
  readonly found: Uint8Array;
  readonly isRight: boolean;
}

/** Roots over ever longer prefixes in one pass; ends at the first missing entry, which is named elsewhere. */
function compare(prefixes: readonly Prefix[], leaves: readonly (Uint8Array | null)[]): readonly Compared[] {
  const end = leaves.indexOf(null);
  const usable = leaves.slice(0, end < 0 ? leaves.length : end).filter((leaf) => leaf !== null);
  const roots = new Map<number, Uint8Array>();
  let tree: { readonly edge: Edge; readonly size: number } = { edge: [], size: 0 };
  const sizes = prefixes.map(({ checkpoint }) => checkpoint.size).filter((size) => size <= usable.length);
  for (const size of sizes.toSorted((a, b) => a - b)) {
    tree = appendLeaves(tree.edge, tree.size, usable.slice(tree.size, size));
    roots.set(size, rootOfEdge(tree.edge));
  }
  return prefixes.flatMap((prefix) => {
    const found = roots.get(prefix.checkpoint.size);
    return found === undefined ? [] : [{ ...prefix, found, isRight: equalBytes(found, prefix.checkpoint.root) }];
  });
}

function inconsistent({ commit, checkpoint, found }: Compared): Problem {
  const { size, root } = checkpoint;
  const message = `commit ${commit} signs ${toBase64(root)} for ${size} entries, but they give ${toBase64(found)}`;
  return problem('history-inconsistent', message, { commit });
}

function altered({ commit, checkpoint }: Compared, compared: readonly Compared[]): Problem {
  const first = compared
    .filter((one) => one.isRight && one.checkpoint.size < checkpoint.size)
    .reduce((size, one) => Math.max(size, one.checkpoint.size), 0);
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
