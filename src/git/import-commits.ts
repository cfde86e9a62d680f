import { Fault, isFault } from '../base/fault.ts';
import { callOn, type Repository } from './git.ts';
import { drained, listen, spawnGit, startFault } from './process.ts';

export interface NewCommit {
  readonly message: string;
  /** Who and when: `name <address>` and seconds since 1970, UTC. */
  readonly by: string;
  readonly at: number;
  readonly additions: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly deletions: readonly string[];
}

export interface Import {
  /** Full name of the branch. */
  readonly ref: string;
  /** Where it stands now; null: there is no such branch. */
  readonly head: string | null;
  /**
   * One after another, the first on top of `head`; each is asked for when git has the one before. Paths are ours: none
   * holds a newline or begins with a quote.
   */
  readonly commits: Iterable<NewCommit>;
}

/** Where the commits wait until the branch takes them in one step; what a killed import left there is written over. */
const WAITING = 'refs/countersign/waiting';
/** What the branch names must be on the disk before anybody is told that it was written. */
const DURABLE = ['-c', 'core.fsync=all', '-c', 'core.compression=1'];

/**
 * Adds commits to a branch and returns its new head. All or nothing, and only while the branch still stands at `head`:
 * throws Fault `ledger.stale-head` when it moved.
 */
export async function importCommits(repository: Repository, { ref, head, commits }: Import): Promise<string> {
  const answer = await feed(
    repository,
    ['fast-import', '--quiet', '--force', '--done', '--depth=0'],
    streamOf(commits, head),
  );
  const tip = answer.trim();
  const none = '0'.repeat(tip.length);
  const orders = `start\nupdate ${ref} ${tip} ${head ?? none}\ndelete ${WAITING}\nprepare\ncommit\n`;
  try {
    await feed(repository, ['update-ref', '--stdin'], [Buffer.from(orders)]);
  } catch (error) {
    if (!isFault(error, 'git.failed')) throw error;
    throw new Fault('ledger.stale-head', `${ref} was moved by somebody else: ${error.message}`, { cause: error });
  }
  return tip;
}

/** git-fast-import(1), "Input format". The last command has the new head written to the output. */
function* streamOf(commits: Iterable<NewCommit>, head: string | null): Generator<Buffer> {
  let parent = head;
  for (const { message, by, at: time, additions, deletions } of commits) {
    yield Buffer.from(`commit ${WAITING}\nmark :1\ncommitter ${by} ${time} +0000\n`);
    yield* data(Buffer.from(message));
    if (parent !== null) yield Buffer.from(`from ${parent}\n`);
    parent = null; // the next ones go on top of the one before
    for (const path of deletions) yield Buffer.from(`D ${path}\n`);
    for (const { path, bytes } of additions) {
      yield Buffer.from(`M 100644 inline ${path}\n`);
      yield* data(bytes);
    }
  }
  yield Buffer.from('get-mark :1\ndone\n');
}

function* data(bytes: Uint8Array): Generator<Buffer> {
  yield Buffer.from(`data ${bytes.length}\n`);
  yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  yield Buffer.from('\n');
}

/** Writes all of it to git, as fast as git reads, and returns what git answers. */
async function feed(repository: Repository, args: readonly string[], input: Iterable<Buffer>): Promise<string> {
  const child = spawnGit(callOn(repository, [...DURABLE, ...args]));
  const heard = listen(child);
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(startFault(error)));
    child.on('close', resolve);
  });
  ended.catch(() => undefined); // awaited below; until then it must not count as unheard
  try {
    child.stdin.cork();
    for (const piece of input) {
      if (child.stdin.destroyed) break;
      if (child.stdin.write(piece)) continue;
      child.stdin.uncork();
      await drained(child);
      child.stdin.cork();
    }
    child.stdin.uncork();
    child.stdin.end();
  } catch (error) {
    child.kill(); // half an input, with an end, would be taken for a whole one
    throw error;
  }
  const code = await ended;
  if (code === 0) return Buffer.concat(output).toString('latin1');
  const said = heard();
  throw new Fault('git.failed', `git ${args[0]} failed: ${said.split('\n')[0] ?? ''}`, { details: { code, said } });
}
