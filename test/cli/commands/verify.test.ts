import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { keyFrom, signer } from '../../ledger/sample.ts';
import { api, artifact, commits, oid, told, webScene } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';
import { webBranch } from '../trace/web-branch.ts';

let branch: LedgerBranch;
beforeAll(() => {
  branch = webBranch();
});
afterAll(() => branch.repository.remove());

const ask = (...args: readonly string[]) => runCli(['verify', branch.repository.path, ...args]);
const digest = `sha256:${artifact}`;

describe('may this ship?', () => {
  test.each<[readonly string[], number, object]>([
    [['3c1e5a7'], 0, { answer: 'yes', index: told.landed42, what: commits.change }],
    [[commits.part], 0, { answer: 'yes', index: told.landed42 }],
    [[commits.hotfix], 0, { answer: 'yes', late: true, index: told.hotfixCover }],
    [[commits.head], 3, { answer: 'unrecorded', index: null, what: commits.head }],
    [['7777777'], 3, { answer: 'unrecorded', what: null }],
    [['3c1e5a7', '--environment', 'production'], 0, { answer: 'yes', index: told.gateOpen }],
    [['3c1e5a7', '--environment', 'staging'], 3, { answer: 'unrecorded' }],
    [[digest], 0, { answer: 'yes', index: told.artifact, what: artifact }],
    [[digest, '--environment', 'staging'], 3, { answer: 'unrecorded' }],
    [[`sha256:${'00'.repeat(32)}`], 3, { answer: 'unrecorded' }],
    [['3c1e5a7', '--repository', 'acme/none'], 3, { answer: 'unrecorded' }],
  ])('%j exits %i', async (args, expected, answer) => {
    const { code, out, err } = await ask('--format', 'json', ...args);
    expect([code, err]).toEqual([expected, '']);
    expect(JSON.parse(out)).toMatchObject({ version: 1, verified: false, asked: args[0], ...answer });
  });

  test('no, by the newest decision and by a landing that nothing covers', async () => {
    const scene = webScene();
    scene.gate(commits.change, 'production', { id: 1299, verdict: 'deny' });
    const pushed = oid('bad0bad');
    scene.land({ how: 'push', before: commits.last, after: pushed, uncovered: [pushed] });
    const later = webBranch(scene);
    const { path } = later.repository;
    const gate = await runCli(['verify', path, '3c1e5a7', '--environment', 'production']);
    expect(gate).toMatchObject({ code: 1, out: expect.stringContaining('unmet (signed.unsigned)') });
    expect(await runCli(['verify', path, 'bad0bad'])).toMatchObject({ code: 1, out: expect.stringContaining('✗') });
    later.repository.remove();
  });
});

describe('the ledger itself', () => {
  test('was not verified', async () => {
    expect((await ask('3c1e5a7')).out).toContain('\nNot verified: countersign ledger verify does that.\n');
  });

  test('is verified first where a key is given', async () => {
    const { code, out } = await ask('3c1e5a7', '--key', formatVkey(signer));
    expect(code).toBe(0);
    expect(out).toContain('The ledger was verified first, by the key that was given.');
    const json = await ask('3c1e5a7', '--key', formatVkey(signer), '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({ verified: true, answer: 'yes' });
  });

  test('by another key it is no answer', async () => {
    const other = ['--key', formatVkey(keyFrom(2))];
    const { code, out } = await ask('3c1e5a7', ...other);
    expect(code).toBe(1);
    expect(out).toContain('Not as it was written');
    expect(out).not.toContain('may ship');
    const json = await ask('3c1e5a7', ...other, '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, trust: 'given' });
  });
});

test('what could not be asked', async () => {
  expect(await ask('v1.2')).toMatchObject({
    code: 2,
    err: expect.stringContaining('neither a commit nor an artifact'),
  });
  const archived = await runCli(['verify', '--archive', 'github.com/acme/web', '3c1e5a7', '--key', formatVkey(signer)]);
  expect(archived).toMatchObject({ code: 2, err: expect.stringContaining('--key is for a repository') });
  const scene = webScene();
  const twin = `3c1e5a7${'0'.repeat(33)}`;
  scene.land({ before: commits.last, after: twin, uncovered: [twin] });
  scene.repository = api;
  scene.land({ before: null, after: commits.hotfix, uncovered: [commits.hotfix] });
  const twins = webBranch(scene);
  const { path } = twins.repository;
  const commit = await runCli(['verify', path, '3c1e5a7']);
  expect(commit).toMatchObject({ code: 2, err: expect.stringContaining('Several commits begin with 3c1e5a7') });
  const repository = await runCli(['verify', path, commits.hotfix]);
  expect(repository).toMatchObject({ code: 2, err: expect.stringContaining('acme/api, acme/web') });
  expect(await runCli(['verify', path, commits.hotfix, '--repository', 'acme/api'])).toMatchObject({ code: 1 });
  twins.repository.remove();
});
