import { existsSync } from 'node:fs';
import { Fault } from '../../base/fault.ts';
import { cloneBranch, isCloneUrl } from '../../git/clone.ts';
import { findGit, openRepository, type Repository } from '../../git/git.ts';
import { listRefs, readRef } from '../../git/revision.ts';
import { LEDGER_BRANCH } from '../../ledger/layout.ts';
import type { Io } from '../io.ts';

/** A ledger branch that can be read here. */
export interface LedgerSource {
  readonly repository: Repository;
  /** Full name of the ref that was taken. */
  readonly ref: string;
  /** The commit at its tip. */
  readonly tip: string;
  /** Something about the choice that the reader should know, or null. */
  readonly note: string | null;
}

export interface SourceOptions {
  /** As the user wrote it: a clone, a bare repository, or a URL that git can clone. */
  readonly source: string;
  /** Where a clone may be put. */
  readonly temporary: string;
  readonly io: Io;
}

/** Opens or clones. Throws Fault `git.repository` (no such repository) or `ledger.not-found` (no ledger in it). */
export async function openSource({ source, temporary, io }: SourceOptions): Promise<LedgerSource> {
  const git = await findGit(io.environment);
  if (existsSync(source)) return findLedger(await openRepository(git, source), source);
  if (!isCloneUrl(source)) {
    throw new Fault('git.repository', `There is no ${source} here, and it is not a URL that git can clone`);
  }
  if (io.isWatched) io.err(`cloning ${LEDGER_BRANCH} …\n`);
  const { repository, hasBranch } = await cloneBranch(git, { url: source, branch: LEDGER_BRANCH, temporary });
  if (!hasBranch) throw noLedger(source);
  return findLedger(repository, source);
}

async function findLedger(repository: Repository, source: string): Promise<LedgerSource> {
  const found = await findBranch(repository, LEDGER_BRANCH);
  if (found === null) throw noLedger(source);
  return found;
}

/** The branch itself, or what a clone remembers of the other side's; null: neither. */
export async function findBranch(repository: Repository, branch: string): Promise<LedgerSource | null> {
  const ref = `refs/heads/${branch}`;
  const tip = await readRef(repository, ref);
  const remotes = (await listRefs(repository, 'refs/remotes/')).filter(({ name }) => name.endsWith(`/${branch}`));
  const remote = remotes.find(({ name }) => name === `refs/remotes/origin/${branch}`) ?? remotes[0];
  if (tip !== null) {
    const isOther = remote !== undefined && remote.oid !== tip;
    return { repository, ref, tip, note: isOther ? `${remote.name} is another commit; this is about ${ref}` : null };
  }
  if (remote === undefined) return null;
  const others = remotes.filter(({ oid }) => oid !== remote.oid);
  const note = others.length === 0 ? null : `other remotes have another ${branch}; this is about ${remote.name}`;
  return { repository, ref: remote.name, tip: remote.oid, note };
}

function noLedger(source: string): Fault {
  return new Fault('ledger.not-found', `${source} has no branch ${LEDGER_BRANCH}`, {
    next: 'Name a clone, a bare repository or a URL that has it; a clone of another single branch does not.',
  });
}
