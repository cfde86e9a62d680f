import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { appendDirectory, whileLocked } from '../../../src/cli/append/append-lock.ts';
import { findGit, openRepository } from '../../../src/git/git.ts';
import { SampleRepository } from '../../git/sample-repository.ts';

let directory = '';
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'countersign-lock-')), 'countersign');
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

test('one at a time, and the next when the one before failed', async () => {
  const seen: string[] = [];
  const act = (name: string, fails: boolean) => async (): Promise<void> => {
    seen.push(`${name} in`);
    await sleep(30);
    seen.push(`${name} out`);
    if (fails) throw new Error(name);
  };
  const all = [act('a', true), act('b', false), act('c', false)].map((each) => whileLocked(directory, each));
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  const pairs = Array.from({ length: 3 }, (_, at) => seen.slice(at * 2, at * 2 + 2).map((word) => word.slice(0, 1)));
  for (const [first, second] of pairs) expect(first).toBe(second);
  expect(existsSync(join(directory, 'lock'))).toBe(false);
});

test('it stands in the git directory, never in the work tree', async () => {
  const sample = new SampleRepository();
  const repository = await openRepository(await findGit(process.env), sample.path);
  expect(await appendDirectory(repository)).toBe(join(sample.path, '.git', 'countersign'));
  rmSync(sample.path, { recursive: true });
});
