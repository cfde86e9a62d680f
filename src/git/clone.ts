import { promises as files } from 'node:fs';
import { MINUTE } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Environment } from './environment.ts';
import { type Git, openRepository, type Repository } from './git.ts';
import { runGit } from './process.ts';

export interface CloneOptions {
  readonly url: string;
  /** Short name; nothing else is fetched. */
  readonly branch: string;
  /** Asked which one it is to be, with the short names of all that begin with `branch`; null: none of them. */
  readonly choose?: (branches: readonly string[]) => string | null;
  /** How many commits of it; all, when not given. */
  readonly depth?: number;
  /** An existing directory in which a directory of our own is made. */
  readonly temporary: string;
  /** Milliseconds that the other side may be silent, where the transport has no limit of its own. */
  readonly silenceLimits?: SilenceLimits;
}

export interface SilenceLimits {
  readonly listing: number;
  /** Longer: git also counts, alone and in silence, what it has just received. */
  readonly fetching: number;
}

const SILENCE_LIMITS: SilenceLimits = { listing: MINUTE, fetching: 5 * MINUTE };

/** A repository that exists for as long as it is used. */
export interface Clone extends AsyncDisposable {
  readonly repository: Repository;
  /** The branch that was fetched; null: the other side has none such, and the repository is empty. */
  readonly branch: string | null;
}

const HEADS = 'refs/heads/';

/** URLs, and `user@host:path` as ssh takes it. `ext::` and its like, which run a program, are refused. */
const URL_FORM = /^(?:(?:https?|ssh|git|file):\/\/|(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?![:/\\]))/;

export function isCloneUrl(source: string): boolean {
  return URL_FORM.test(source);
}

/**
 * Clones one branch, bare, into a temporary directory. Nothing of the user's templates is copied, so no hook comes with
 * it. Throws Fault `git.repository` when the other side cannot be read.
 */
export async function cloneBranch(git: Git, options: CloneOptions): Promise<Clone> {
  if (!isCloneUrl(options.url))
    throw new Fault('git.repository', `This is not a URL that is cloned from: ${options.url}`);
  const directory = await files.mkdtemp(`${options.temporary}/countersign-`);
  const dispose = (): Promise<void> => files.rm(directory, { recursive: true, force: true, maxRetries: 3 });
  const target = `${directory}/repository.git`;
  try {
    const environment = await forbidQuestions(git.environment, options.url);
    const base = { environment, directory, code: 'git.repository' } as const;
    const limits = options.silenceLimits ?? SILENCE_LIMITS;
    const found = await runGit({
      ...base,
      ...limitSilence(options.url, limits.listing),
      reach: 'clone',
      args: ['ls-remote', '--end-of-options', options.url, `${HEADS}${options.branch}*`],
    });
    const refs = found.output.toString('utf8');
    const format = /^[0-9a-f]{64}\t/.test(refs) ? 'sha256' : 'sha1';
    const branch = chooseBranch(refs, options);
    await runGit({
      ...base,
      args: ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, '--', target],
    });
    if (branch !== null) {
      const fetch = [
        'fetch',
        '--progress',
        '--no-tags',
        '--no-write-fetch-head',
        ...(options.depth === undefined ? [] : [`--depth=${options.depth}`]),
        '--end-of-options',
        options.url,
        `+${HEADS}${branch}:${HEADS}${branch}`,
      ];
      const limit = limitSilence(options.url, limits.fetching);
      await runGit({ ...base, ...limit, gitDirectory: target, reach: 'clone', args: fetch });
    }
    return { repository: await openRepository(git, target), branch, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Over HTTP git itself gives up (http.lowSpeedTime); somebody may be asked for a password there, and take their time. */
function limitSilence(url: string, limit: number): { readonly silenceLimit?: number } {
  return /^https?:/.test(url) ? {} : { silenceLimit: limit };
}

function chooseBranch(refs: string, { branch, choose }: CloneOptions): string | null {
  const branches = refs.split('\n').flatMap((line) => {
    const [, ref = ''] = line.split('\t');
    return ref.startsWith(HEADS) ? [ref.slice(HEADS.length)] : [];
  });
  return choose === undefined ? (branches.find((each) => each === branch) ?? null) : choose(branches);
}

/** No questions, and no waiting for a server that went silent: after a minute it is given up, as over HTTP. */
const UNATTENDED = '-o BatchMode=yes -o ConnectTimeout=60 -o ServerAliveInterval=20';

/** ssh asks for passwords and about unknown hosts on the terminal itself, unless it is told not to. */
async function forbidQuestions(environment: Environment, url: string): Promise<Environment> {
  const isOther = /^(?:https?|git|file):/.test(url);
  if (isOther || environment['GIT_SSH'] !== undefined || environment['GIT_SSH_COMMAND'] !== undefined)
    return environment;
  const configured = await runGit({
    environment,
    directory: '/',
    args: ['config', '--get', 'core.sshCommand'],
    codes: [0, 1],
  });
  const command = configured.output.toString('utf8').trim();
  return { ...environment, GIT_SSH_COMMAND: `${command === '' ? 'ssh' : command} ${UNATTENDED}` };
}
