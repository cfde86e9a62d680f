import { Fault } from '../../base/fault.ts';
import { CatFile, type ObjectRead } from '../../git/cat-file.ts';
import { parseCommit } from '../../git/commit.ts';
import { type BlobChange, type HistoryStep, readHistory as readSteps } from '../../git/history.ts';
import { paths } from '../../ledger/layout.ts';
import type { FileChange, LedgerCommit, LedgerHistory } from '../../ledger/tree.ts';
import type { LedgerSource } from './source.ts';

/** A commit message or a checkpoint above this is not read: neither is ever that long. */
const LARGEST_OBJECT = 2 * 1024 * 1024;

/**
 * The branch's line of first parents, with what each commit changed and the checkpoint that it left. Three git processes
 * for the whole history. In a shallow clone it begins where the clone does.
 */
export async function readHistory({ repository, tip }: LedgerSource): Promise<LedgerHistory> {
  const steps: HistoryStep[] = [];
  for await (const step of readSteps(repository, tip)) steps.push(step);
  const checkpoints = followCheckpoint(steps);
  const cat = new CatFile(repository, LARGEST_OBJECT);
  try {
    const wanted = steps.flatMap((step, at) => [
      step.oid,
      ...(checkpoints[at]?.isNew === true ? [checkpoints[at].oid] : []),
    ]);
    const reads = cat.readAll(wanted);
    const next = async (): Promise<ObjectRead> => {
      const { done, value } = await reads.next();
      if (done === true) throw new Fault('internal.bug', 'Fewer objects were read than asked for');
      return value;
    };
    const commits: LedgerCommit[] = [];
    let checkpoint: Uint8Array | null = null;
    for (const [at, step] of steps.entries()) {
      const message = toMessage(step.oid, await next());
      const found = checkpoints[at];
      if (found === undefined) checkpoint = null;
      else if (found.isNew) checkpoint = toContent(await next());
      commits.push({ oid: step.oid, parents: step.parents, message, changes: step.changes.map(toChange), checkpoint });
    }
    return { commits, isComplete: !repository.isShallow };
  } finally {
    cat.close();
  }
}

/** For each commit the blob of `checkpoint`, and whether this commit brought it; undefined where there is none. */
function followCheckpoint(
  steps: readonly HistoryStep[],
): readonly ({ readonly oid: string; readonly isNew: boolean } | undefined)[] {
  let current: string | undefined;
  return steps.map(({ changes }) => {
    const change = changes.find(({ path }) => path === paths.checkpoint);
    if (change !== undefined) current = isBlob(change.mode) ? change.oid : undefined;
    return current === undefined ? undefined : { oid: current, isNew: change !== undefined };
  });
}

/** Neither deleted nor a submodule nor a symbolic link. */
const isBlob = (mode: string): boolean => mode.startsWith('100');

/** A link to a file's blob, or to a commit, is not the file: what it gets for an id is no blob's. */
function toChange({ path, oid, previousOid, mode }: BlobChange): FileChange {
  const after = toBlobId(oid);
  return { path, before: toBlobId(previousOid), after: after === null || isBlob(mode) ? after : `${mode} ${after}` };
}

const toBlobId = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid);

function toMessage(oid: string, read: ObjectRead): string {
  if (read.state === 'missing')
    throw new Fault('git.repository', `Commit ${oid} is missing`, { next: 'Clone the branch again.' });
  return read.state === 'found' ? parseCommit(oid, read.bytes).message : '';
}

function toContent(read: ObjectRead): Uint8Array | null {
  if (read.state === 'missing')
    throw new Fault('git.repository', `A checkpoint of the history is missing (${read.oid})`, {
      next: 'Clone the branch again, without --filter.',
    });
  return read.state === 'found' ? read.bytes : new Uint8Array();
}
