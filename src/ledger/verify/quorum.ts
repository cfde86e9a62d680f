import { isFault } from '../../base/fault.ts';
import { parseCheckpointText } from '../checkpoint.ts';
import { type Cosigners, findCosigners, timeOfQuorum } from '../cosigners.ts';
import { paths } from '../layout.ts';
import { parseNote } from '../note.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerTree } from '../tree.ts';
import type { WitnessPolicy } from '../witness-policy.ts';

/** The largest checkpoint of the branch that enough witnesses have cosigned. */
export interface CosignedCheckpoint {
  readonly path: string;
  readonly size: number;
  readonly cosigners: Cosigners['cosigners'];
  /** Seconds since 1970: until then enough of them had seen no larger tree. */
  readonly time: number;
}

export interface QuorumCheck {
  /** Null: too few have cosigned any. */
  readonly cosigned: CosignedCheckpoint | null;
  readonly problems: readonly Problem[];
}

/**
 * Have enough witnesses of this policy cosigned a checkpoint of the branch? The newest is often not cosigned yet, and the
 * one kept beside it is. That both are the log's own, and of these entries, is verified elsewhere.
 */
export function checkQuorum(tree: LedgerTree, policy: WitnessPolicy): QuorumCheck {
  const notes = [paths.checkpoint, paths.witnessed].flatMap((path) => read(tree, path, policy) ?? []);
  const wrong = notes.flatMap(({ path, failing }) =>
    failing.map(({ key }) => problem('cosignature', `${path}: the cosignature by ${key.name} does not verify`)),
  );
  const enough = notes.filter(({ isQuorum, cosigners }) => isQuorum && cosigners.length > 0);
  const [best] = enough.toSorted((a, b) => b.size - a.size);
  if (best === undefined && policy.quorum.is === 'none') return { cosigned: null, problems: wrong };
  if (best === undefined) {
    const most = Math.max(0, ...notes.map(({ cosigners }) => cosigners.length));
    const message = `${most} of ${policy.witnesses.length} witnesses cosigned a checkpoint, which is not the quorum`;
    return { cosigned: null, problems: [...wrong, problem('quorum', message)] };
  }
  const { path, size, cosigners } = best;
  return { cosigned: { path, size, cosigners, time: timeOfQuorum(cosigners, policy) }, problems: wrong };
}

interface Read extends Cosigners {
  readonly path: string;
  readonly size: number;
}

/** Null: it is not there, or cannot be read, which is named elsewhere. */
function read(tree: LedgerTree, path: string, policy: WitnessPolicy): Read | null {
  const bytes = tree.read(path);
  if (bytes === null) return null;
  try {
    const note = parseNote(bytes);
    return { path, size: parseCheckpointText(note.text).size, ...findCosigners(note, policy) };
  } catch (error) {
    if (!isFault(error, 'ledger.checkpoint')) throw error;
    return null;
  }
}
