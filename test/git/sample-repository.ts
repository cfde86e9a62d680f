import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGit, openRepository, type Repository } from '../../src/git/git.ts';

export interface SampleOptions {
  readonly format?: 'sha1' | 'sha256';
  readonly bare?: boolean;
}

/** A real repository in a directory of its own, written with git itself. */
export class SampleRepository {
  readonly path: string;

  constructor(options: SampleOptions = {}) {
    this.path = mkdtempSync(join(tmpdir(), 'countersign-sample-'));
    const bare = options.bare === true ? ['--bare'] : [];
    this.git(['init', '--quiet', '--initial-branch=main', `--object-format=${options.format ?? 'sha1'}`, ...bare]);
  }

  git(args: readonly string[], input: string | Uint8Array = ''): string {
    return this.gitBytes(args, input).toString('utf8').trimEnd();
  }

  gitBytes(args: readonly string[], input: string | Uint8Array = ''): Buffer {
    return execFileSync('git', args, {
      cwd: this.path,
      input,
      env: SAMPLE_ENVIRONMENT,
      maxBuffer: 1 << 28,
      stdio: 'pipe',
    });
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.path, name), content);
  }

  /** Commits the work tree with these files changed; null removes a file. */
  commit(message: string, files: Readonly<Record<string, string | null>> = {}): string {
    for (const [name, content] of Object.entries(files)) {
      if (content === null) this.git(['rm', '--quiet', '--', name]);
      else {
        execFileSync('mkdir', ['-p', join(this.path, name, '..')]);
        this.write(name, content);
      }
    }
    this.git(['add', '--all']);
    this.git(['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--cleanup=verbatim', '-F', '-'], message);
    return this.head();
  }

  /** Writes an object as it is, however broken. */
  object(type: 'commit' | 'blob' | 'tree', bytes: string | Uint8Array): string {
    return this.git(['hash-object', '-t', type, '--literally', '-w', '--stdin'], bytes);
  }

  head(revision = 'HEAD'): string {
    return this.git(['rev-parse', revision]);
  }

  tree(revision = 'HEAD'): string {
    return this.git(['rev-parse', `${revision}^{tree}`]);
  }

  async open(): Promise<Repository> {
    return openRepository(await findGit(process.env), this.path);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const PERSON = {
  GIT_AUTHOR_NAME: 'Dana',
  GIT_AUTHOR_EMAIL: 'dana@example.org',
  GIT_COMMITTER_NAME: 'Dana',
  GIT_COMMITTER_EMAIL: 'dana@example.org',
};

export const SAMPLE_ENVIRONMENT = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  ...PERSON,
};

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A stream of `git fast-import`: `count` commits in a line on main, each changing one file. */
export function* longHistory(count: number, message: (n: number) => string): Generator<string> {
  for (let n = 0; n < count; n += 1) {
    const text = message(n);
    yield `commit refs/heads/main\ncommitter Dana <dana@example.org> ${1_700_000_000 + n} +0100\n`;
    yield `data ${Buffer.byteLength(text)}\n${text}\n`;
    const content = `line ${n}\n`;
    yield `M 100644 inline src/f${n % 10}.ts\ndata ${content.length}\n${content}\n`;
  }
}
