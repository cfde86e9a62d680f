import { Fault } from '../base/fault.ts';
import { callOn, type Repository } from './git.ts';
import { runGit } from './process.ts';

/** Two revisions as the user wrote them. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** `A..B`, both ends given; the text is the user's. Throws Fault `git.revision`. */
export function parseRange(text: string): Range {
  const parts = text.split('..');
  const [from = '', to = ''] = parts;
  if (parts.length !== 2 || from === '' || to === '' || to.startsWith('.')) {
    throw new Fault('git.revision', `A range is written A..B, with both ends; this is not one: ${text}`);
  }
  return { from, to };
}

/** The commit that a revision names, tags peeled. Throws Fault `git.revision` when it names none. */
export async function resolveCommit(repository: Repository, revision: string): Promise<string> {
  const found = await resolve(repository, `${refuseOption(revision)}^{commit}`);
  if (found !== null) return found;
  const shallow = repository.isShallow ? ' (a shallow clone: its history was cut by --depth)' : '';
  throw new Fault('git.revision', `There is no commit ${revision} in ${repository.path}${shallow}`, {
    next: repository.isShallow ? 'Fetch the rest: git fetch --unshallow' : 'Check the name; fetch what is missing.',
  });
}

/** The commit that a ref names, or null when there is no such ref. `ref` is a full name, `refs/…`. */
export async function readRef(repository: Repository, ref: string): Promise<string | null> {
  return resolve(repository, `${refuseOption(ref)}^{commit}`);
}

/** A revision must never be taken for an option, whatever git does with `--end-of-options`. */
function refuseOption(revision: string): string {
  if (revision === '' || revision.startsWith('-') || revision.includes('\0') || revision.includes('\n')) {
    throw new Fault('git.revision', `This cannot be a revision: ${JSON.stringify(revision)}`);
  }
  return revision;
}

async function resolve(repository: Repository, expression: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', expression];
  const { code, output } = await runGit({ ...callOn(repository, args), codes: [0, 1, 128] });
  const oid = output.toString('latin1').trim();
  return code === 0 && /^[0-9a-f]+$/.test(oid) ? oid : null;
}

/** Is `ancestor` an ancestor of `descendant`, or the same commit? Both are full object ids. */
export async function isAncestor(repository: Repository, ancestor: string, descendant: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, descendant];
  return (await runGit({ ...callOn(repository, args), codes: [0, 1] })).code === 0;
}

/** The best common ancestor, or null when the histories share nothing. Of several (a criss-cross) git's first. */
export async function findMergeBase(repository: Repository, a: string, b: string): Promise<string | null> {
  const { code, output } = await runGit({ ...callOn(repository, ['merge-base', a, b]), codes: [0, 1] });
  return code === 0 ? output.toString('latin1').trim() : null;
}

/** Refs whose full name begins with `prefix`, with the commits that they name. */
export async function listRefs(
  repository: Repository,
  prefix: string,
): Promise<readonly { readonly name: string; readonly oid: string }[]> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', prefix];
  const { output } = await runGit(callOn(repository, args));
  const lines = output
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => ({ oid: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }));
}

/**
 * The branch that a revision names, without `refs/heads/` or the remote; null for tags, ids and expressions. So
 * `origin/main` is the branch `main`.
 */
export async function findBranchName(repository: Repository, revision: string): Promise<string | null> {
  const args = ['rev-parse', '--symbolic-full-name', '--end-of-options', refuseOption(revision)];
  const { output } = await runGit({ ...callOn(repository, args), codes: [0, 128] });
  const name = output.toString('utf8').trim().split('\n').at(-1) ?? '';
  return /^refs\/heads\/(.+)$/.exec(name)?.[1] ?? /^refs\/remotes\/[^/]+\/(.+)$/.exec(name)?.[1] ?? null;
}
