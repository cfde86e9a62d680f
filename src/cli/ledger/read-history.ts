import { Fault } from '../../base/fault.ts';
import { type ObjectRead, readObjects } from '../../git/cat-file.ts';
import { compareTrees, type EntryChange, type TreePair } from '../../git/compare-trees.ts';
import { callOn } from '../../git/git.ts';
import { type HistoryStep, readHistory as readSteps } from '../../git/history.ts';
import { runGit } from '../../git/process.ts';
import { paths } from '../../ledger/layout.ts';
import { readTrailers } from '../../ledger/message.ts';
import type { FileChange, LedgerCommit } from '../../ledger/tree.ts';
import type { TailTrees } from '../../ledger/verify/tail-trees.ts';
import type { LedgerSource } from './source.ts';

/** A checkpoint above this is not read: none is ever that long. */
const LARGEST_OBJECT = 2 * 1024 * 1024;
/** Commits about which git is asked together, by two processes for each so many; fewer where they changed much. */
const COMMITS_ASKED = 4_096;
const CHANGES_ASKED = 65_536;
/** Commits that come together; fewer where their checkpoints are large, as only a stranger's are. */
const COMMITS_GIVEN = 100;

/** A directory in which something changed. */
interface Directory {
  readonly path: string;
  readonly pair: TreePair;
}

/** What is known of a commit without its checkpoint, and without the directories that have to be read. */
interface Told {
  readonly step: HistoryStep;
  readonly changes: readonly (FileChange | Directory)[];
}

/**
 * The branch's line of first parents, oldest first and some together, with what each commit changed and the checkpoint
 * that it left. No more than a few thousand are held. In a shallow clone it begins where the clone does. With `tails`
 * the directories that they know need not be read.
 */
export async function* readHistory(
  source: LedgerSource,
  tails: TailTrees | null = null,
): AsyncGenerator<readonly LedgerCommit[]> {
  let checkpoint: Uint8Array | null = null;
  let some: LedgerCommit[] = [];
  let size = 0;
  for await (const told of readAhead(tellSteps(source, tails))) {
    const brought = told.map(({ step }) => findCheckpoint(step));
    const directories = told.flatMap(({ changes }) => changes.flatMap((each) => ('pair' in each ? [each.pair] : [])));
    const opened = compareTrees(source.repository, directories);
    const notes = readObjects(
      source.repository,
      brought.filter((oid) => typeof oid === 'string'),
      LARGEST_OBJECT,
    );
    try {
      for (const [at, { step, changes }] of told.entries()) {
        const { oid, parents, message } = step;
        const note = brought[at];
        if (note === null) checkpoint = null;
        else if (note !== undefined) checkpoint = toContent(await nextOf(notes));
        some.push({ oid, parents, message, changes: await openAll(changes, opened), checkpoint });
        size += checkpoint?.length ?? 0;
        if (some.length < COMMITS_GIVEN && size < LARGEST_OBJECT) continue;
        yield some;
        some = [];
        size = 0;
      }
    } finally {
      await Promise.all([notes.return(undefined), opened.return(undefined)]);
    }
  }
  if (some.length > 0) yield some;
}

/** The next is made while the last is used. */
async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (let item = items.next(); ; ) {
      const { done, value } = await item;
      if (done === true) return;
      item = items.next();
      item.catch(() => undefined); // it is heard above, in its turn
      yield value;
    }
  } finally {
    await items.return(undefined);
  }
}

async function* tellSteps({ repository, tip }: LedgerSource, tails: TailTrees | null): AsyncGenerator<readonly Told[]> {
  let told: Told[] = [];
  let changed = 0;
  let size = 0;
  for await (const steps of readSteps(repository, tip)) {
    for (const step of steps) {
      const before = size;
      // Claimed by anybody: the directory of that size has to be the one that is there.
      size = readTrailers(step.message).size ?? before;
      const changes = step.changes.flatMap((change) => tellChange(change, { before, after: size, tails }));
      told.push({ step, changes });
      changed += changes.length;
    }
    if (told.length < COMMITS_ASKED && changed < CHANGES_ASKED) continue;
    yield told;
    told = [];
    changed = 0;
  }
  yield told;
}

function tellChange(
  change: EntryChange,
  { before, after, tails }: { readonly before: number; readonly after: number; readonly tails: TailTrees | null },
): readonly (FileChange | Directory)[] {
  const { path, previousMode, mode } = change;
  if (previousMode !== TREE && mode !== TREE) return [toChange(change)];
  const pair = { before: toBlobId(change.previousOid), after: toBlobId(change.oid) };
  const known =
    path === TAIL ? tails?.changes({ size: before, tree: pair.before }, { size: after, tree: pair.after }) : null;
  return known ?? [{ path, pair }];
}

async function openAll(
  changes: Told['changes'],
  opened: AsyncGenerator<readonly EntryChange[], undefined>,
): Promise<readonly FileChange[]> {
  const files: FileChange[] = [];
  for (const change of changes) {
    if (!('pair' in change)) files.push(change);
    else
      for (const inside of await nextOf(opened))
        files.push(toChange({ ...inside, path: `${change.path}/${inside.path}` }));
  }
  return files;
}

async function nextOf<T>(answers: AsyncGenerator<T, undefined>): Promise<T> {
  const { done, value } = await answers.next();
  if (done === true) throw new Fault('internal.bug', 'git was asked for less of the history than is used');
  return value;
}

/** git's mode of a directory. */
const TREE = '040000';
const TAIL = paths.tail(0).slice(0, paths.tail(0).indexOf('/'));

function findCheckpoint({ changes }: HistoryStep): string | null | undefined {
  const change = changes.find(({ path }) => path === paths.checkpoint);
  if (change === undefined) return undefined;
  return isBlob(change.mode) ? change.oid : null;
}

/** Neither deleted nor a submodule nor a symbolic link. */
const isBlob = (mode: string): boolean => mode.startsWith('100');

/** A link to a file's blob, or to a commit, is not the file: what it gets for an id is no blob's. */
function toChange({ path, oid, previousOid, mode }: EntryChange): FileChange {
  const after = toBlobId(oid);
  return { path, before: toBlobId(previousOid), after: after === null || isBlob(mode) ? after : `${mode} ${after}` };
}

const toBlobId = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid);

function toContent(read: ObjectRead): Uint8Array {
  if (read.state === 'missing')
    throw new Fault('git.repository', `A checkpoint of the history is missing (object ${read.oid})`, {
      next: 'Clone the branch again, without --filter.',
    });
  return read.state === 'found' ? read.bytes : new Uint8Array();
}

/** How many commits the line of first parents has, counted up to `most`. */
export async function countCommits({ repository, tip }: LedgerSource, most: number): Promise<number> {
  const args = ['rev-list', '--count', '--first-parent', `--max-count=${most}`, tip, '--'];
  const { output } = await runGit(callOn(repository, args));
  return Number(output.toString('latin1'));
}
