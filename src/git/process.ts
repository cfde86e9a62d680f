import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Fault } from '../base/fault.ts';
import type { FaultCode } from '../base/fault-codes.ts';
import { type Environment, HARDENED, type Reach, scrubEnvironment } from './environment.ts';
import { endWhenSilent } from './silence.ts';

const MEGABYTE = 1024 * 1024;
const ERRORS_KEPT = 16 * 1024;

export interface GitCall {
  readonly environment: Environment;
  /** Where git is started; it must exist. */
  readonly directory: string;
  /** Given where the repository is known, so that git does not look for another one. */
  readonly gitDirectory?: string;
  readonly reach?: Reach;
  readonly args: readonly string[];
}

export interface GitAnswer {
  readonly code: number;
  readonly output: Buffer;
  /** What git wrote to its error stream, in the C locale; an outsider's text may stand in it. */
  readonly errors: string;
}

/** Starts git with an environment of its own. The caller listens to `error` before anything else happens. */
export function spawnGit(call: GitCall): ChildProcessWithoutNullStreams {
  const place = call.gitDirectory === undefined ? [] : [`--git-dir=${call.gitDirectory}`];
  const child = spawn('git', [...HARDENED, ...place, ...call.args], {
    cwd: call.directory,
    env: scrubEnvironment(call.environment, call.reach ?? 'local'),
    stdio: 'pipe',
  });
  // A process that ends early leaves us writing into a closed pipe; its exit tells the reason.
  child.stdin.on('error', () => undefined);
  return child;
}

export interface RunOptions {
  /** Exit codes that are answers; 0 alone, when not given. */
  readonly codes?: readonly number[];
  /** Bytes of an answer. */
  readonly limit?: number;
  /** Of the Fault, where it fails; `git.failed`, when not given. */
  readonly code?: FaultCode;
  /** Milliseconds without a byte (progress counts) after which it is given up; never, when not given. */
  readonly silenceLimit?: number;
}

/** Runs git to its end. An exit code that is no answer is a Fault, and so are too large an answer and too long a silence. */
export async function runGit(call: GitCall & RunOptions): Promise<GitAnswer> {
  const limit = call.limit ?? 64 * MEGABYTE;
  const chunks: Buffer[] = [];
  let size = 0;
  const { code, errors } = await new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    const child = spawnGit(call);
    const heard = listen(child);
    child.stdin.end();
    child.on('error', (error) => reject(startFault(error)));
    if (call.silenceLimit !== undefined) {
      endWhenSilent(child, { limit: call.silenceLimit, onSilence: () => reject(silenceFault(call)) });
    }
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        child.kill('SIGKILL');
        reject(new Fault('git.failed', `git ${verb(call)} answered with more than ${limit} bytes`));
      } else chunks.push(chunk);
    });
    child.on('close', (status) => resolve({ code: status, errors: heard() }));
  });
  if (code === null || !(call.codes ?? [0]).includes(code)) throw failFault({ call, code, errors });
  return { code, output: Buffer.concat(chunks), errors };
}

/**
 * The output of git, chunk by chunk; git waits while the reader does not read. Ends in a Fault `git.failed` when git
 * does. A reader that stops early ends the process. `input` is written as fast as git takes it.
 */
export async function* streamGit(call: GitCall & { readonly input?: AsyncIterable<string> }): AsyncGenerator<Buffer> {
  const child = spawnGit(call);
  const heard = listen(child);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(startFault(error)));
    child.on('close', resolve);
  });
  const fed = call.input === undefined ? endInput(child) : feed(child, call.input);
  // Both are awaited below; until then a rejection must not count as unheard.
  ended.catch(() => undefined);
  fed.catch(() => undefined);
  let finished = false;
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield chunk;
    await fed;
    const code = await ended;
    finished = true;
    if (code !== 0) throw failFault({ call, code, errors: heard() });
  } finally {
    if (!finished) child.kill('SIGKILL');
  }
}

async function endInput(child: ChildProcessWithoutNullStreams): Promise<void> {
  child.stdin.end();
}

async function feed(child: ChildProcessWithoutNullStreams, input: AsyncIterable<string>): Promise<void> {
  try {
    for await (const text of input) {
      if (child.stdin.destroyed) return;
      if (!child.stdin.write(text)) await drained(child);
    }
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  child.stdin.end();
}

/** Resolves when more can be written, or when nothing ever will. */
export function drained(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      child.stdin.off('drain', done);
      child.stdin.off('close', done);
      resolve();
    };
    child.stdin.on('drain', done);
    child.stdin.on('close', done);
  });
}

/**
 * Collects the beginning of the error stream, without the lines of progress that overwrite each other (ssh ends its lines
 * with CR and LF: those stay); the rest is read and dropped, so that git never waits for us.
 */
export function listen(child: ChildProcessWithoutNullStreams): () => string {
  let kept = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (kept.length < ERRORS_KEPT)
      kept = (kept + chunk.toString('latin1')).replace(/[^\r\n]*\r(?=[^\n])/g, '').slice(0, ERRORS_KEPT);
  });
  return () => Buffer.from(kept, 'latin1').toString('utf8').trim();
}

export function startFault(error: NodeJS.ErrnoException): Fault {
  if (error.code === 'ENOENT')
    return new Fault('git.missing', 'git is not installed, or not in PATH', { cause: error });
  return new Fault('git.failed', `git could not be started: ${error.message}`, { cause: error });
}

function silenceFault(call: GitCall & RunOptions): Fault {
  const seconds = Math.ceil((call.silenceLimit ?? 0) / 1000);
  return new Fault(call.code ?? 'git.failed', `git ${verb(call)} heard nothing for ${seconds} s, and was given up`, {
    next: 'See with `git ls-remote` whether the other side answers you at all, then try again.',
  });
}

function failFault(failed: {
  readonly call: GitCall & { readonly code?: FaultCode };
  readonly code: number | null;
  readonly errors: string;
}): Fault {
  const { call, code, errors } = failed;
  const said = firstComplaint(errors) || (code === null ? 'it was killed' : `exit code ${code}`);
  // Trees may be missing as well: `--filter=tree:0`.
  const next = errors.includes('promisor remote')
    ? { next: 'This is a partial clone: clone again, without --filter; nothing is fetched while it is read.' }
    : {};
  return new Fault(call.code ?? 'git.failed', `git ${verb(call)} failed: ${said}`, {
    details: { code, errors },
    ...next,
  });
}

/** The line that says why: git's own prefix is dropped, warnings and hints are skipped when there is a better one. */
export function firstComplaint(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const found =
    lines.find((line) => /^(fatal|error): /.test(line)) ??
    lines.find((line) => !/^(warning|hint): /.test(line)) ??
    lines[0];
  return (found ?? '').replace(/^(fatal|error|warning): /, '').trim();
}

const verb = (call: GitCall): string => call.args.find((arg) => !arg.startsWith('-')) ?? '';
