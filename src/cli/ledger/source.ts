import { existsSync } from 'node:fs';
import { Fault } from '../../base/fault.ts';
import { cloneBranch, isCloneUrl } from '../../git/clone.ts';
import { findGit, openRepository, type Repository } from '../../git/git.ts';
import { listRefs, readRef } from '../../git/revision.ts';
import { generationOf, LEDGER_BRANCH, ledgerBranch } from '../../ledger/layout.ts';
import type { Io } from '../io.ts';
import type { OptionSpec } from '../option.ts';

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
  /** The branch to take; without one the newest ledger's. */
  readonly branch?: string | null;
}

/** Of every command that reads a ledger. */
export const branchOption: OptionSpec = {
  name: 'branch',
  value: 'NAME',
  says: `the branch that holds it (default: ${LEDGER_BRANCH}, or the newest after one whose key was lost)`,
};

/** Opens or clones. Throws Fault `git.repository` (no such repository) or `ledger.not-found` (no ledger in it). */
export async function openSource({ source, temporary, io, branch = null }: SourceOptions): Promise<LedgerSource> {
  const git = await findGit(io.environment);
  if (existsSync(source)) {
    const repository = await openRepository(git, source);
    return await findLedger(repository, {
      source,
      asked: branch,
      branch: branch ?? newestOf(await branchNames(repository)),
    });
  }
  if (!isCloneUrl(source)) {
    throw new Fault('git.repository', `There is no ${source} here, and it is not a URL that git can clone`);
  }
  if (io.isWatched) io.err(`cloning ${branch ?? LEDGER_BRANCH} …\n`);
  const wanted = branch === null ? { branch: LEDGER_BRANCH, choose: newestOf } : { branch };
  const clone = await cloneBranch(git, { url: source, ...wanted, temporary });
  return await findLedger(clone.repository, { source, asked: branch, branch: clone.branch });
}

async function findLedger(repository: Repository, { source, branch, asked }: Wanted): Promise<LedgerSource> {
  const found = branch === null ? null : await findBranch(repository, branch);
  if (found === null) throw noLedger(source, asked ?? LEDGER_BRANCH);
  return found;
}

interface Wanted {
  readonly source: string;
  /** Null: there is none to take. */
  readonly branch: string | null;
  readonly asked: string | null;
}

/** Of these branches, the one of the newest ledger. */
export function newestOf(branches: readonly string[]): string | null {
  const newest = branches.reduce((most, branch) => Math.max(most, generationOf(branch) ?? 0), 0);
  return newest === 0 ? null : ledgerBranch(newest);
}

/** Branches here, and those that a clone remembers of the other side; a name may come twice. */
async function branchNames(repository: Repository): Promise<readonly string[]> {
  const refs = [
    ...(await listRefs(repository, 'refs/heads/countersign/')),
    ...(await listRefs(repository, 'refs/remotes/')),
  ];
  return refs.map(({ name }) => name.replace(/^refs\/(heads|remotes\/[^/]+)\//, ''));
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

function noLedger(source: string, branch: string): Fault {
  return new Fault('ledger.not-found', `${source} has no branch ${branch}`, {
    next: 'Name a clone, a bare repository or a URL that has it; a clone of another single branch does not.',
  });
}
