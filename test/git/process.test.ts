import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { firstComplaint, runGit, streamGit } from '../../src/git/process.ts';
import { collect, SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
beforeAll(() => {
  sample = new SampleRepository();
  sample.commit('one', { a: 'a\n'.repeat(100_000) });
});
afterAll(() => sample.remove());

const call = (...args: readonly string[]) => ({ environment: process.env, directory: sample.path, args });

test('an answer is what git wrote; exit codes that were not expected are Faults with its reason', async () => {
  expect((await runGit(call('log', '--format=%s'))).output.toString()).toBe('one\n');
  await expect(runGit(call('cat-file', '-t', 'nothing'))).rejects.toMatchObject({
    code: 'git.failed',
    message: 'git cat-file failed: Not a valid object name nothing',
  });
  expect((await runGit({ ...call('cat-file', '-t', 'nothing'), codes: [128] })).code).toBe(128);
});

test('an answer above the limit is refused', async () => {
  await expect(runGit({ ...call('cat-file', 'blob', 'HEAD:a'), limit: 1_000 })).rejects.toMatchObject({
    code: 'git.failed',
  });
});

test('a stream ends in a Fault when git fails, and a reader may stop early', async () => {
  await expect(collect(streamGit(call('rev-list', 'nothing')))).rejects.toMatchObject({ code: 'git.failed' });
  for await (const chunk of streamGit(call('cat-file', 'blob', 'HEAD:a'))) {
    expect(chunk.length).toBeLessThan(200_000);
    break;
  }
});

test('what is written into git is taken from a stream, whose failure is the reader’s', async () => {
  async function* input(fails: boolean): AsyncGenerator<string> {
    for (let n = 0; n < 20_000; n += 1) yield `HEAD:a-name-that-is-not-there-${n}\n`;
    if (fails) throw new RangeError('the source dried up');
  }
  const args = call('cat-file', '--batch-check');
  const answer = Buffer.concat(await collect(streamGit({ ...args, input: input(false) }))).toString();
  expect(answer.split('\n')).toHaveLength(20_001);
  await expect(collect(streamGit({ ...args, input: input(true) }))).rejects.toThrow('the source dried up');
});

test('lines of progress do not push out the reason why it failed', async () => {
  const place = mkdtempSync(join(tmpdir(), 'countersign-fake-git-'));
  const steps = 'i=0; while [ $i -lt 4000 ]; do printf "Receiving objects: %d\\r" $i >&2; i=$((i+1)); done';
  writeFileSync(
    join(place, 'git'),
    `#!/bin/sh\n${steps}\nprintf "ssh: no such host\\r\\nfatal: it broke\\n" >&2\nexit 128\n`,
    { mode: 0o755 },
  );
  const failed = runGit({ ...call('fetch'), environment: { PATH: `${place}:${process.env['PATH']}` } });
  await expect(failed).rejects.toMatchObject({
    message: 'git fetch failed: it broke',
    details: { errors: expect.stringMatching(/^ssh: no such host\r?\nfatal: it broke$/) },
  });
  rmSync(place, { recursive: true });
});

test('without git every way says so', async () => {
  const nowhere = { ...call('version'), environment: { PATH: '/nonexistent' } };
  await expect(runGit(nowhere)).rejects.toMatchObject({ code: 'git.missing' });
  await expect(collect(streamGit(nowhere))).rejects.toMatchObject({ code: 'git.missing' });
});

test.each([
  ['hint: try this\nfatal: it broke\n', 'it broke'],
  ['warning: old\nremote said no', 'remote said no'],
  ['warning: only this', 'only this'],
  ['', ''],
])('of %j the reason is %j', (errors, reason) => {
  expect(firstComplaint(errors)).toBe(reason);
});
