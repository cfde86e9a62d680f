import { callOn, type Repository } from './git.ts';
import { runGit } from './process.ts';

/** Absolute path of the git directory that all work trees of a repository share. */
export async function commonDirectory(repository: Repository): Promise<string> {
  const call = callOn(repository, ['rev-parse', '--path-format=absolute', '--git-common-dir']);
  return (await runGit(call)).output.toString('utf8').replace(/\n$/, '');
}

/** Where this branch (full name) is checked out, or null. Moving it from outside would leave that work tree behind. */
export async function workTreeOf(repository: Repository, ref: string): Promise<string | null> {
  const { output } = await runGit(callOn(repository, ['for-each-ref', '--format=%(worktreepath)', ref]));
  const path = output.toString('utf8').replace(/\n$/, '');
  return path === '' ? null : path;
}
