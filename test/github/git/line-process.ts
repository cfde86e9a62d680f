import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface Answer<T> {
  readonly answer: T;
  readonly length: number;
}

const IDLE_MILLISECONDS = 20_000;

/**
 * A long-lived git process that is asked by writing to its input. It starts at the first question and ends when it was
 * idle for a while. When it dies, all its waiting questions fail with what it wrote to its error stream, and the next
 * question starts another one.
 */
export class LineProcess {
  readonly #arguments: readonly string[];
  readonly #directory: string;
  #session: Session | null = null;
  #idle: NodeJS.Timeout | null = null;

  constructor(directory: string, args: readonly string[]) {
    this.#directory = directory;
    this.#arguments = args;
  }

  /** `read` gets everything received so far: it gives the answer and its length, or how many bytes it needs at least. */
  ask<T>(input: string, read: (received: Buffer) => Answer<T> | number): Promise<T> {
    if (this.#session === null || this.#session.ended) {
      this.#session = new Session(spawn('git', this.#arguments, { cwd: this.#directory, env: gitEnvironment() }));
    }
    this.#watchIdleness();
    return this.#session.ask(input, read);
  }

  /** Questions already asked are still answered. */
  close(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    this.#session?.end();
    this.#session = null;
  }

  #watchIdleness(): void {
    if (this.#idle !== null) this.#idle.refresh();
    else {
      this.#idle = setTimeout(() => {
        if (this.#session?.isWaiting === true) this.#idle?.refresh();
        else this.close();
      }, IDLE_MILLISECONDS).unref();
    }
  }
}

interface Question {
  readonly accept: (received: Buffer) => { readonly needed: number } | { readonly length: number };
  readonly reject: (error: Error) => void;
}

/** One run of the process. Answers come in the order of the questions. */
class Session {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: Question[] = [];
  readonly #errors: Buffer[] = [];
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 1;
  ended = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => this.#errors.push(chunk));
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => this.#fail(error.message));
    child.on('close', (code) =>
      this.#fail(Buffer.concat(this.#errors).toString('utf8').trim() || `git exited with ${code}`),
    );
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  ask<T>(input: string, read: (received: Buffer) => Answer<T> | number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const accept: Question['accept'] = (received) => {
        const result = read(received);
        if (typeof result === 'number') return { needed: result };
        resolve(result.answer);
        return { length: result.length };
      };
      this.#waiting.push({ accept, reject });
      this.#child.stdin.write(input);
    });
  }

  end(): void {
    this.ended = true;
    this.#child.stdin.end();
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return;
    let received = Buffer.concat(this.#chunks);
    this.#needed = 1;
    for (let first = this.#waiting[0]; first !== undefined && received.length > 0; first = this.#waiting[0]) {
      const result = first.accept(received);
      if ('needed' in result) {
        this.#needed = result.needed;
        break;
      }
      this.#waiting.shift();
      received = received.subarray(result.length);
    }
    this.#chunks = [received];
    this.#size = received.length;
  }

  #fail(reason: string): void {
    this.ended = true;
    for (const question of this.#waiting.splice(0)) question.reject(new Error(reason));
  }
}

/** What the machine's or the person's own git configuration says must not change an answer. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  /** The exit codes that are answers and not failures. */
  readonly codes?: readonly number[];
}

/** Runs git once. @throws when it exits with any other code */
export function runGit(
  directory: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ readonly code: number; readonly stdout: Buffer }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: directory, env: gitEnvironment() });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => {
      if ((options.codes ?? [0]).includes(code ?? -1)) resolve({ code: code ?? -1, stdout: Buffer.concat(out) });
      else reject(new Error(`git ${args[0] ?? ''} failed: ${Buffer.concat(errors).toString('utf8').trim()}`));
    });
    child.stdin.end(options.input ?? '');
  });
}
