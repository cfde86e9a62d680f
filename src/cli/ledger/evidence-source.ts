import { existsSync } from 'node:fs';
import { Fault } from '../../base/fault.ts';
import { cloneBranch, isCloneUrl } from '../../git/clone.ts';
import { findGit, openRepository, type Repository } from '../../git/git.ts';
import { EVIDENCE_BRANCH } from '../../ledger/layout.ts';
import { findBranch, type LedgerSource, type SourceOptions } from './source.ts';

/** The evidence branch, where there is one. */
export type EvidenceSource = LedgerSource;

/**
 * The branch beside the ledger's: in a repository on this disk that one; of a URL the newest commit, cloned. Null: there is
 * none. `opened` is the repository, where it was opened before. Throws Fault `git.repository`.
 */
export async function openEvidence(
  { source, temporary, io }: SourceOptions,
  opened?: Repository,
): Promise<EvidenceSource | null> {
  const git = await findGit(io.environment);
  if (existsSync(source)) return findBranch(opened ?? (await openRepository(git, source)), EVIDENCE_BRANCH);
  if (!isCloneUrl(source)) {
    throw new Fault('git.repository', `There is no ${source} here, and it is not a URL that git can clone`);
  }
  if (io.isWatched) io.err(`cloning ${EVIDENCE_BRANCH} …\n`);
  // Its history proves nothing: whoever erases evidence rewrites it.
  const clone = await cloneBranch(git, { url: source, branch: EVIDENCE_BRANCH, temporary, depth: 1 });
  return clone.branch !== null ? findBranch(clone.repository, EVIDENCE_BRANCH) : null;
}
