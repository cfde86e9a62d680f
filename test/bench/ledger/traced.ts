import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toText } from '../../../src/base/bytes.ts';
import { commitSubject } from '../../../src/ledger/build.ts';
import { draftLanded } from '../../../src/ledger/build-landed.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { draftEntry, sealEntry } from '../../../src/ledger/entry.ts';
import { BUNDLE_SIZE, LEDGER_BRANCH, paths, tailStart } from '../../../src/ledger/layout.ts';
import { headerOf, ORIGIN, signer, timeOf } from '../../ledger/sample.ts';
import { EntryMaker } from './entries.ts';

/** Of so many entries the last tells what landed, the others what was decided about it … */
const PER_CHANGE = 6;
/** … and of so many the last but one tells of a deployment to production. */
const PER_DEPLOYMENT = 60;

/**
 * A ledger in which changes landed and were deployed: a bundle after another, and a checkpoint. There are no tiles, which
 * nobody reads who verifies nothing. Made once, as the others are; returns a clone with `--depth 1`.
 */
export async function generateTraced(entries: number): Promise<string> {
  const path = join(tmpdir(), `countersign-bench-traced-${digestOf(entries)}`);
  const clone = join(path, 'shallow.git');
  if (existsSync(clone)) return clone;
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true });
  mkdirSync(unfinished);
  const repository = join(unfinished, 'repository.git');
  await importEntries(repository, entries);
  const branch = ['--bare', '--single-branch', '--branch', LEDGER_BRANCH, '--depth=1'];
  execFileSync('git', ['clone', '--quiet', ...branch, `file://${repository}`, join(unfinished, 'shallow.git')]);
  rmSync(repository, { recursive: true });
  renameSync(unfinished, path);
  return clone;
}

/** A pull request in the middle of such a ledger. */
export function middleChange(entries: number): number {
  return 1 + Math.floor(entries / 2 / PER_CHANGE);
}

/** Whatever decides about its bytes. */
function digestOf(entries: number): string {
  const hash = createHash('sha256').update(String(entries));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(new EntryMaker().bytes(1));
  return hash.digest('hex').slice(0, 16);
}

async function importEntries(repository: string, entries: number): Promise<void> {
  execFileSync('git', ['init', '--quiet', '--bare', repository]);
  const git = spawn('git', ['-C', repository, 'fast-import', '--quiet', '--depth=0'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(git, 'close');
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    const piece = Buffer.concat([
      Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]);
    if (!git.stdin.write(piece)) await once(git.stdin, 'drain');
  };
  git.stdin.write(`commit refs/heads/${LEDGER_BRANCH}\ncommitter app <app@example.org> 1700000000 +0000\ndata 0\n`);
  const maker = new TracedMaker();
  const tail = tailStart(entries);
  for (let first = 0; first < tail; first += BUNDLE_SIZE) {
    const lines = Array.from({ length: BUNDLE_SIZE }, (_, at) => `${maker.text(first + at)}\n`);
    await write(paths.bundle(first / BUNDLE_SIZE), Buffer.from(lines.join('')));
  }
  for (let index = tail; index < entries; index += 1) await write(paths.tail(index), Buffer.from(maker.text(index)));
  const root = new Uint8Array(32);
  await write(paths.checkpoint, signCheckpoint({ origin: ORIGIN, size: entries, root }, [signer]));
  git.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`);
}

/** Entries one after the other: each landing begins where the one before it left the branch. */
class TracedMaker {
  readonly #maker = new EntryMaker();
  #tip = sha256Hex('the first').slice(0, 40);
  #decision = '';

  text(index: number): string {
    if (index % PER_CHANGE === PER_CHANGE - 1) return this.#landing(index);
    if (index % PER_DEPLOYMENT === PER_DEPLOYMENT - 2) return this.#deployment(index);
    const text = toText(this.#maker.bytes(index)) ?? '';
    this.#decision = /"id":"([0-9a-f]{32})"/.exec(text)?.[1] ?? '';
    return text;
  }

  #landing(index: number): string {
    const [before, after] = [this.#tip, sha256Hex(`landed ${index}`).slice(0, 40)];
    this.#tip = after;
    const group = { decision: this.#decision, change: 1 + Math.floor(index / PER_CHANGE), commits: [after] };
    const draft = draftLanded({
      origin: ORIGIN,
      header: headerOf(index),
      subject: subjectOf(after),
      landed: {
        how: 'merge',
        base: { refDigest: sha256Hex('refs/heads/main') },
        before,
        after,
        result: 'covered',
        covered: [group],
        uncovered: [],
      },
    });
    return toText(sealEntry(draft, timeOf(index)).bytes) ?? '';
  }

  #deployment(index: number): string {
    const event = {
      event: 'deployment',
      code: 'deployment.succeeded',
      environment: 'production',
      deployment: { id: index, decision: null },
      started: timeOf(index - 1),
      ended: timeOf(index),
    };
    const predicate = { countersign_event: event };
    const draft = draftEntry({
      origin: ORIGIN,
      kind: 'event',
      subject: subjectOf(this.#tip),
      header: headerOf(index),
      predicate,
    });
    return toText(sealEntry(draft, timeOf(index)).bytes) ?? '';
  }
}

function subjectOf(commit: string): ReturnType<typeof commitSubject> {
  const tree = sha256Hex(commit).slice(0, 40);
  return commitSubject({ repositoryUrl: 'https://github.com/acme/shop', commit, tree, sourceRefs: [] });
}
