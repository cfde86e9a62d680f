import { Fault } from '../../base/fault.ts';
import { type ObjectRead, readObjects } from '../../git/cat-file.ts';
import { callOn } from '../../git/git.ts';
import { type BlobChange, type HistoryStep, readHistory as readSteps } from '../../git/history.ts';
import { runGit } from '../../git/process.ts';
import { paths } from '../../ledger/layout.ts';
import type { FileChange, LedgerCommit } from '../../ledger/tree.ts';
import type { LedgerSource } from './source.ts';

/** A checkpoint above this is not read: none is ever that long. */
const LARGEST_OBJECT = 2 * 1024 * 1024;

/** What is known of a commit before its checkpoint was read. */
interface Told {
  readonly step: HistoryStep;
  /** The blob of `checkpoint` that this commit brought; null: it took it away; undefined: it is as before. */
  readonly brought: string | null | undefined;
}

/**
 * The branch's line of first parents, oldest first, with what each commit changed and the checkpoint that it left. Three
 * git processes for the whole history, of which no more than a few thousand commits are held. In a shallow clone it
 * begins where the clone does.
 */
export async function* readHistory({ repository, tip }: LedgerSource): AsyncGenerator<LedgerCommit> {
  const told: Told[] = [];
  let isEnded = false;
  async function* wanted(): AsyncGenerator<string> {
    for await (const step of readSteps(repository, tip)) {
      const brought = findCheckpoint(step);
      told.push({ step, brought });
      if (typeof brought === 'string') yield brought;
    }
    isEnded = true;
  }
  const reads = readObjects(repository, wanted(), LARGEST_OBJECT);
  let checkpoint: Uint8Array | null = null;
  for await (const read of reads) {
    for (let isRead = false; !isRead; ) {
      const next = told.shift();
      if (next === undefined) throw new Fault('internal.bug', 'More checkpoints were read than asked for');
      isRead = typeof next.brought === 'string';
      checkpoint = isRead ? toContent(read) : keep(next, checkpoint);
      yield toCommit(next, checkpoint);
    }
  }
  if (!isEnded) throw new Fault('internal.bug', 'Fewer checkpoints were read than asked for');
  for (const next of told) {
    checkpoint = keep(next, checkpoint);
    yield toCommit(next, checkpoint);
  }
}

function keep({ brought }: Told, checkpoint: Uint8Array | null): Uint8Array | null {
  return brought === undefined ? checkpoint : null;
}

function toCommit({ step }: Told, checkpoint: Uint8Array | null): LedgerCommit {
  const { oid, parents, message, changes } = step;
  return { oid, parents, message, changes: changes.map(toChange), checkpoint };
}

function findCheckpoint({ changes }: HistoryStep): string | null | undefined {
  const change = changes.find(({ path }) => path === paths.checkpoint);
  if (change === undefined) return undefined;
  return isBlob(change.mode) ? change.oid : null;
}

/** Neither deleted nor a submodule nor a symbolic link. */
const isBlob = (mode: string): boolean => mode.startsWith('100');

/** A link to a file's blob, or to a commit, is not the file: what it gets for an id is no blob's. */
function toChange({ path, oid, previousOid, mode }: BlobChange): FileChange {
  const after = toBlobId(oid);
  return { path, before: toBlobId(previousOid), after: after === null || isBlob(mode) ? after : `${mode} ${after}` };
}

const toBlobId = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid);

function toContent(read: ObjectRead): Uint8Array {
  if (read.state === 'missing')
    throw new Fault('git.repository', `A checkpoint of the history is missing (object ${read.oid})`, {
      next: 'Clone the branch again, without --filter.',
    });
  // A copy: git's answers share their memory, and all of it would go along to another thread.
  return read.state === 'found' ? new Uint8Array(read.bytes) : new Uint8Array();
}

/** How many commits the line of first parents has, counted up to `most`. */
export async function countCommits({ repository, tip }: LedgerSource, most: number): Promise<number> {
  const args = ['rev-list', '--count', '--first-parent', `--max-count=${most}`, tip, '--'];
  const { output } = await runGit(callOn(repository, args));
  return Number(output.toString('latin1'));
}
