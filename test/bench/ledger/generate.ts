import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decide, type FileChanges, publishChanges, type TreeState } from '../../../src/ledger/batch.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { genesisFiles } from '../../../src/ledger/genesis.ts';
import { BUNDLE_SIZE, LEDGER_BRANCH, tailStart } from '../../../src/ledger/layout.ts';
import { commitMessage, messageText } from '../../../src/ledger/message.ts';
import { ORIGIN, signer } from '../../ledger/sample.ts';
import { EntryMaker } from './entries.ts';

export interface LedgerSize {
  readonly entries: number;
  /** Entries a commit. */
  readonly flush: number;
}

export interface GeneratedLedger {
  /** A bare repository with the branch. */
  readonly repository: string;
  /** A clone of the branch with `--depth 1`, and one with its history: as a user makes them. */
  readonly shallow: string;
  readonly whole: string;
}

/** Makes the ledger in real git, or takes the one that was made before: it stays in the directory for temporary files. */
export async function generateLedger(size: LedgerSize): Promise<GeneratedLedger> {
  const path = join(tmpdir(), `countersign-bench-ledger-${digestOf(size)}`);
  if (!existsSync(path)) {
    const unfinished = `${path}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    await importLedger(join(unfinished, 'repository.git'), size);
    renameSync(unfinished, path);
  }
  const repository = join(path, 'repository.git');
  return {
    repository,
    shallow: clone(repository, join(path, 'shallow.git'), '--depth=1'),
    whole: clone(repository, join(path, 'whole.git')),
  };
}

/** Whatever decides about its bytes. */
function digestOf(size: LedgerSize): string {
  const hash = createHash('sha256').update(JSON.stringify(size));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  const maker = new EntryMaker();
  for (const index of [0, 1, 1_000]) hash.update(maker.bytes(index));
  return hash.digest('hex').slice(0, 16);
}

function clone(repository: string, path: string, ...options: readonly string[]): string {
  if (existsSync(path)) return path;
  const args = ['clone', '--quiet', '--bare', '--single-branch', '--branch', LEDGER_BRANCH, ...options];
  execFileSync('git', [...args, `file://${repository}`, `${path}.unfinished`]);
  renameSync(`${path}.unfinished`, path);
  return path;
}

async function importLedger(repository: string, { entries, flush }: LedgerSize): Promise<void> {
  execFileSync('git', ['init', '--quiet', '--bare', repository]);
  execFileSync('git', ['-C', repository, 'symbolic-ref', 'HEAD', `refs/heads/${LEDGER_BRANCH}`]);
  const git = spawn('git', ['-C', repository, 'fast-import', '--quiet', '--depth=0'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  }) as unknown as ChildProcessWithoutNullStreams;
  const ended = once(git, 'close');
  const ledger = new GrowingLedger();
  for (let size = Math.min(flush, entries); ; size = Math.min(size + flush, entries)) {
    const { changes, message } = ledger.growTo(size);
    for (const piece of commitOf(changes, message, size)) if (!git.stdin.write(piece)) await once(git.stdin, 'drain');
    if (size === entries) break;
  }
  git.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

/** Appends flush by flush with the app's own functions, and keeps no more than the next flush needs. */
export class GrowingLedger {
  readonly #maker = new EntryMaker();
  readonly #entries = new Map<number, Buffer>();
  readonly #subtrees = new Map<string, Uint8Array>();
  #state: TreeState = { size: 0, edge: [] };

  growTo(size: number): { readonly changes: FileChanges; readonly message: string } {
    const publishedSize = this.#state.size;
    const added = Array.from({ length: size - publishedSize }, (_, at) => this.#maker.bytes(publishedSize + at));
    added.forEach((bytes, at) => this.#entries.set(publishedSize + at, bytes));
    const decided = decide(this.#state, added);
    for (const { level, index, hash } of decided.subtrees) this.#subtrees.set(`${level}/${index}`, hash);
    this.#state = decided;
    const changes = publishChanges({
      publishedSize,
      decidedSize: size,
      entry: (index) => found(this.#entries.get(index)),
      subtree: (level, index) => found(this.#subtrees.get(`${level}/${index}`)),
      note: signCheckpoint({ origin: ORIGIN, size, root: decided.root }, [signer]),
      files: publishedSize === 0 ? genesisFiles(signer) : [],
    });
    for (const index of this.#entries.keys()) if (index < tailStart(size)) this.#entries.delete(index);
    return { changes, message: messageText(commitMessage(decided, [])) };
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('publishing asked for what was not kept');
  return value;
}

function* commitOf({ additions, deletions }: FileChanges, message: string, size: number): Generator<Uint8Array> {
  const text = Buffer.from(message);
  yield Buffer.from(
    `commit refs/heads/${LEDGER_BRANCH}\ncommitter app <app@example.org> ${1_700_000_000 + size} +0000\n`,
  );
  yield Buffer.from(`data ${text.length}\n`);
  yield text;
  for (const { path, bytes } of additions) {
    yield Buffer.from(`\nM 100644 inline ${path}\ndata ${bytes.length}\n`);
    yield bytes;
  }
  yield Buffer.from(`\n${deletions.map((path) => `D ${path}\n`).join('')}`);
}

/** How many whole bundles a flush should have, where as few commits as possible are wanted. */
export const LARGE_FLUSH = 16 * BUNDLE_SIZE;
