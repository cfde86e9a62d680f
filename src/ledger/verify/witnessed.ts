import { equalBytes, toBase64 } from '../../base/bytes.ts';
import { paths } from '../layout.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerTree } from '../tree.ts';
import { type CheckpointKeys, checkCheckpoint } from './checkpoint.ts';
import type { KeyTrust } from './key-trust.ts';
import type { Leaves } from './leaves.ts';

/**
 * The checkpoint that witnesses cosigned, kept beside the newest: the log has to have signed it, and it has to count a
 * beginning of today's entries. Who cosigned it is another question, which a policy asks (cosigners.ts).
 */
export function checkWitnessed(
  tree: LedgerTree,
  of: CheckpointKeys & {
    readonly origin: string;
    readonly leaves: Leaves;
    readonly trust: KeyTrust;
    /** What entries, tiles and the newest root say of each other. */
    readonly ofHashes: readonly Problem[];
  },
): readonly Problem[] {
  const note = tree.read(paths.witnessed);
  if (note === null) return [];
  const finding = checkCheckpoint({ ...of, note, commit: null });
  const told = [...finding.problems, ...of.trust.judge(finding, null).problems].map(({ message }) => message);
  return [...told, ...compare(finding.checkpoint, of)].map((message) =>
    problem('witnessed-altered', `${paths.witnessed}: ${message}`),
  );
}

function compare(
  checkpoint: ReturnType<typeof checkCheckpoint>['checkpoint'],
  { leaves, ofHashes }: { readonly leaves: Leaves; readonly ofHashes: readonly Problem[] },
): readonly string[] {
  if (checkpoint === null) return [];
  const { size, root } = checkpoint;
  if (size > leaves.length) return [`it counts ${size} entries, and ${leaves.length} are here`];
  const found = leaves.rootAt(size);
  // Where entries are missing or are known to be others than were appended, they are to blame, and are named already.
  if (found === null || equalBytes(found, root) || ofHashes.some((one) => isOfEntries(one, size))) return [];
  return [`the first ${size} entries give the root ${toBase64(found)}, expected ${toBase64(root)}`];
}

function isOfEntries({ code, index }: Problem, size: number): boolean {
  return code === 'root-mismatch' || (code === 'entry-altered' && index !== null && index < size);
}
