import { callOn, type Repository } from './git.ts';
import { runGit } from './process.ts';

/** The newest commit, from `tip` on, that changed a file; null where the history here does not reach back to one. */
export async function findLastChange(repository: Repository, tip: string, path: string): Promise<string | null> {
  // A clone that was cut says of its first commit that it brought everything.
  const shallow = repository.isShallow ? await listShallow(repository) : new Set<string>();
  const args = ['rev-list', '--max-count=1', tip, '--', `:(top,literal)${path}`];
  const commit = (await runGit(callOn(repository, args))).output.toString('latin1').trim();
  return commit === '' || shallow.has(commit) ? null : commit;
}

async function listShallow(repository: Repository): Promise<ReadonlySet<string>> {
  const args = ['rev-list', '--max-parents=0', '--all'];
  const { output } = await runGit(callOn(repository, args));
  return new Set(output.toString('latin1').trim().split('\n'));
}
