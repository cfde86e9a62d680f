import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { keyFrom, ORIGIN, signer } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

const KEY = formatVkey(signer);
let directory: string;
let branch: LedgerBranch;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
  branch = new LedgerBranch();
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

const environment = () => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  XDG_CONFIG_HOME: directory,
  TMPDIR: directory,
});
const verify = (...args: readonly string[]) => runCli(['ledger', 'verify', ...args], { environment: environment() });
async function verifyJson(...args: readonly string[]): Promise<{ readonly code: number; readonly answer: Answer }> {
  const { code, out } = await verify(branch.repository.path, '--format', 'json', ...args);
  return { code, answer: JSON.parse(out) as Answer };
}

interface Answer {
  readonly ok: boolean;
  readonly problems: readonly {
    readonly code: string;
    readonly index: number | null;
    readonly commit: string | null;
    readonly message: string;
  }[];
  readonly [key: string]: unknown;
}

test('a good ledger: exit 0, and the documented shape', async () => {
  branch.grow(1, 3, 300);
  const { code, answer } = await verifyJson('--key', KEY);
  expect(code).toBe(0);
  const [, size, root] = Buffer.from(branch.ledger.files.get('checkpoint') ?? [])
    .toString()
    .split('\n');
  expect(answer).toEqual({
    version: 1,
    ok: true,
    size: Number(size),
    root,
    origin: ORIGIN,
    problems: [],
    ref: 'refs/heads/countersign/ledger',
    commit: branch.tip(),
    keys: [KEY],
    trust: 'given',
    pinned: false,
    rotations: [],
    predecessor: null,
    checked: 'everything',
    unknown: [],
    history: { commits: 3, complete: true },
    since: null,
    evidence: null,
    replay: null,
    witnesses: null,
  });
});

describe('what somebody did to the branch is found: exit 1', () => {
  const bytesOf = (path: string): string => Buffer.from(branch.ledger.files.get(path) ?? []).toString();
  test.each([
    ['one byte of an entry', () => ({ 'tail/257.json': bytesOf('tail/257.json').replace('deny', 'demy') }), 257],
    ['an entry of the tail removed', () => ({ 'tail/258.json': null }), 258],
    [
      'one byte of a bundle',
      () => ({ 'bundle/000.jsonl': bytesOf('bundle/000.jsonl').replace('"allow"', '"bllow"') }),
      null,
    ],
    ['a tile removed', () => ({ 'tile/0/000': null }), null],
    ['the checkpoint removed', () => ({ checkpoint: null }), null],
    ['a key removed', () => ({ [`keys/${signer.keyId}`]: null }), null],
    ['a file added', () => ({ 'note.txt': 'hello' }), null],
    ['the README rewritten', () => ({ 'README.md': 'trust me' }), null],
  ])('%s', async (_what, change, index) => {
    branch.grow(1, 260);
    const commit = branch.tamper(change());
    const { code, answer } = await verifyJson('--key', KEY);
    expect([code, answer.ok]).toEqual([1, false]);
    expect(answer.problems.map((problem) => problem.commit)).toContain(commit);
    if (index !== null) expect(answer.problems.map((problem) => problem.index)).toContain(index);
    for (const { message } of answer.problems) expect(message).not.toBe('');
  });

  test('a branch that was rewound and grew again, against a checkpoint that was kept', async () => {
    branch.grow(1, 3);
    const kept = join(directory, 'kept');
    writeFileSync(kept, branch.ledger.files.get('checkpoint') ?? '');
    expect((await verifyJson('--key', KEY, '--since', kept)).answer).toMatchObject({ ok: true, since: { size: 3 } });
    const other = new LedgerBranch();
    other.grow(1, 2);
    const { code, out } = await verify(other.repository.path, '--key', KEY, '--since', kept, '--format', 'json');
    expect(code).toBe(1);
    expect((JSON.parse(out) as Answer).problems).toContainEqual(expect.objectContaining({ code: 'history-rewound' }));
    other.repository.remove();
  });

  test('the text names code, entry and commit', async () => {
    branch.grow(1, 3);
    const commit = branch.tamper({ 'tail/2.json': 'x' });
    const { code, out } = await verify(branch.repository.path, '--key', KEY);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ entry-altered: entry 2 was altered/);
    expect(out).toContain(commit);
    expect(out).toMatch(/Not as it was written: \d+ problems/);
  });
});

describe('keys', () => {
  test('without one: exit 3, and the key that the branch names', async () => {
    branch.grow(2);
    const { code, out } = await verify(branch.repository.path);
    expect(code).toBe(3);
    expect(out).toContain(KEY);
    expect(out).toContain('--pin');
    expect((await verifyJson()).answer).toMatchObject({ ok: false, problems: [], trust: 'claimed', keys: [KEY] });
  });

  test('--pin remembers it, and from then on it is known; a ledger by another key is not', async () => {
    branch.grow(2);
    expect((await verify(branch.repository.path, '--pin')).code).toBe(0);
    expect(JSON.parse(readFileSync(join(directory, 'countersign/keys.json'), 'utf8'))).toEqual({
      version: 1,
      origins: { [ORIGIN]: [KEY] },
    });
    expect((await verifyJson()).answer).toMatchObject({ ok: true, trust: 'pinned', pinned: true });
    const forged = keyFrom(7);
    branch.tamper({
      checkpoint: Buffer.from(branch.ledger.files.get('checkpoint') ?? [])
        .toString()
        .replace(/— .*\n$/, `— ${ORIGIN} ${Buffer.from(forged.keyId, 'hex').toString('base64')}\n`),
    });
    expect((await verify(branch.repository.path)).code).toBe(1);
  });

  test('a broken ledger is never remembered', async () => {
    branch.grow(2);
    branch.tamper({ 'tail/1.json': 'x' });
    expect((await verify(branch.repository.path, '--pin')).code).toBe(1);
    expect(() => readFileSync(join(directory, 'countersign/keys.json'))).toThrow('ENOENT');
  });

  test('another key: exit 1', async () => {
    branch.grow(2);
    const { code, answer } = await verifyJson('--key', formatVkey(keyFrom(5)));
    expect(code).toBe(1);
    expect(answer.problems.map((problem) => problem.code)).toContain('checkpoint-signature');
  });

  test('something that is no key: exit 2', async () => {
    branch.grow(2);
    expect(await verify(branch.repository.path, '--key', 'nonsense')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('name+hexid+base64'),
    });
  });
});

describe('where the ledger may come from', () => {
  test('a shallow clone: verified against its checkpoint, the history said to be not checked', async () => {
    branch.grow(1, 3, 260, 300);
    const path = join(directory, 'shallow');
    branch.repository.git([
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--single-branch',
      '--branch',
      'countersign/ledger',
      `file://${branch.repository.path}`,
      path,
    ]);
    const { code, out } = await verify(path, '--key', KEY);
    expect([code, out]).toEqual([0, expect.stringContaining('not checked before')]);
    const answer = JSON.parse((await verify(path, '--key', KEY, '--format', 'json')).out) as Answer;
    expect(answer).toMatchObject({ ok: true, size: 300, history: { commits: 1, complete: false } });
  });

  test('a URL, with progress for whoever watches; nothing is left behind', async () => {
    branch.grow(3);
    const { code, err } = await runCli(['ledger', 'verify', `file://${branch.repository.path}`, '--key', KEY], {
      environment: environment(),
      isWatched: true,
    });
    expect([code, err]).toEqual([0, expect.stringContaining('cloning')]);
  });

  test.each([
    ['no such path', '/nowhere/at/all', 'There is no /nowhere/at/all here'],
    ['a transport that runs a program', 'ext::sh -c "touch /tmp/x"', 'not a URL'],
  ])('%s: exit 2', async (_what, source, message) => {
    expect(await verify(source)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  test('a repository without a ledger, or with a branch that is none: exit 2', async () => {
    expect(await verify(branch.repository.path)).toMatchObject({
      code: 2,
      err: expect.stringContaining('has no branch countersign/ledger'),
    });
    branch.repository.git(['checkout', '--quiet', '--orphan', 'countersign/ledger']);
    branch.repository.commit('not a ledger', { 'a.txt': 'a' });
    expect(await verify(branch.repository.path)).toMatchObject({
      code: 2,
      err: expect.stringContaining('holds no ledger'),
    });
  });

  test('an older checkpoint that is none: exit 2, and which file', async () => {
    branch.grow(1);
    const path = join(directory, 'kept');
    writeFileSync(path, 'nonsense');
    expect(await verify(branch.repository.path, '--since', path)).toMatchObject({
      code: 2,
      err: expect.stringContaining(path),
    });
    expect(await verify(branch.repository.path, '--since', `${path}-gone`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no such file'),
    });
  });
});

test('a history of two thousand flushes is verified in seconds', async () => {
  branch.grow(...Array.from({ length: 2_000 }, (_, n) => n + 1));
  const started = performance.now();
  const { code, answer } = await verifyJson('--key', KEY);
  expect([code, answer.problems]).toEqual([0, []]);
  expect(answer['history']).toEqual({ commits: 2_000, complete: true });
  expect(performance.now() - started).toBeLessThan(15_000);
}, 60_000);
