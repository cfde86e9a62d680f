import { promises as files } from 'node:fs';
import { MINUTE } from '../base/clock.ts';
import { Fault, isFault } from '../base/fault.ts';
import type { Environment } from './environment.ts';
import { type GitCall, runGit } from './process.ts';

/** `git --end-of-options`, `safe.directory` on the command line and SHA-256 repositories as we use them. */
const OLDEST = [2, 38] as const;

/** The git that is installed. Every repository is opened through it, so that its version was checked. */
export interface Git {
  readonly version: string;
  readonly environment: Environment;
}

export type ObjectFormat = 'sha1' | 'sha256';

/** A repository on this disk. Nothing in it is trusted: see environment.ts. */
export interface Repository {
  readonly git: Git;
  /** As the user named it. */
  readonly path: string;
  /** Absolute. */
  readonly gitDirectory: string;
  readonly format: ObjectFormat;
  /** Cut by `--depth`: histories end early. */
  readonly isShallow: boolean;
}

/** Throws Fault `git.missing` when there is no git or an older one than we need. */
export async function findGit(environment: Environment): Promise<Git> {
  const { output } = await runGit({ environment, directory: '/', args: ['version'] });
  const text = output.toString('utf8').trim();
  const version = /^git version (\d+)\.(\d+)\S*/.exec(text);
  if (version === null || !isNewEnough(Number(version[1]), Number(version[2]))) {
    throw new Fault('git.missing', `This is ${text}; ${OLDEST.join('.')} or newer is needed`, {
      next: 'Install a newer git.',
    });
  }
  return { version: text.slice('git version '.length), environment };
}

const isNewEnough = (major: number, minor: number): boolean =>
  major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);

/**
 * Opens the repository at or above `path` (work tree, git directory or bare repository).
 * Throws Fault `git.repository`. Git's own refusal of a directory that belongs to somebody else is kept.
 */
export async function openRepository(git: Git, path: string): Promise<Repository> {
  await requireDirectory(path);
  const args = ['rev-parse', '--show-object-format', '--is-shallow-repository', '--absolute-git-dir'];
  try {
    const base = { environment: git.environment, directory: path, code: 'git.repository' } as const;
    // A stranger's directory may hold a pipe where a file should be; reading it would wait for ever.
    const { output } = await runGit({ ...base, args, silenceLimit: MINUTE });
    const [format = '', shallow, ...directory] = output.toString('utf8').replace(/\n$/, '').split('\n');
    if (format !== 'sha1' && format !== 'sha256')
      throw new Fault('git.repository', `Object format ${format} is not known`);
    return { git, path, gitDirectory: directory.join('\n'), format, isShallow: shallow === 'true' };
  } catch (error) {
    if (!isFault(error, 'git.repository')) throw error;
    throw explainRefusal(path, error);
  }
}

async function requireDirectory(path: string): Promise<void> {
  const found = await files.stat(path).catch(() => null);
  if (found === null) throw new Fault('git.repository', `There is no directory ${path}`);
  if (!found.isDirectory()) throw new Fault('git.repository', `${path} is not a directory`);
}

function explainRefusal(path: string, fault: Fault): Fault {
  const said = fault.details['errors'];
  const errors = typeof said === 'string' ? said : '';
  if (errors.includes('dubious ownership')) {
    return new Fault('git.repository', `git does not read ${path}: it belongs to another user`, {
      next: `If you trust it: git config --global --add safe.directory '${path}'`,
      cause: fault,
    });
  }
  if (errors.includes('not a git repository'))
    return new Fault('git.repository', `${path} is not a git repository`, { cause: fault });
  return new Fault('git.repository', `${path} cannot be read: ${fault.message}`, { cause: fault });
}

/** A call of git on this repository. */
export function callOn(repository: Repository, args: readonly string[]): GitCall {
  return {
    environment: repository.git.environment,
    directory: repository.gitDirectory,
    gitDirectory: repository.gitDirectory,
    args,
  };
}

/** Is this a full object id of the repository's format? */
export function isObjectId(format: ObjectFormat, text: string): boolean {
  return (format === 'sha1' ? /^[0-9a-f]{40}$/ : /^[0-9a-f]{64}$/).test(text);
}
