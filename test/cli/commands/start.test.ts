import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-start-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const PROGRAM = resolve('src/cli/main.ts');
const bare = { PATH: process.env['PATH'], PORT: '0' };

test('with bad settings it refuses, and names them all', () => {
  const env = { ...bare, APP_ID: '1', PRIVATE_KEY: 'no key' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'start'], {
    cwd: directory,
    env,
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/PRIVATE_KEY.*\n.*WEBHOOK_SECRET/);
}, 60_000);

test('without any it serves the set-up page until it is told to stop', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'start'], { cwd: directory, env: bare });
  try {
    const lines = createInterface({ input: child.stdout });
    const [line = ''] = (await once(lines, 'line')) as string[];
    const url = /http:\/\/127\.0\.0\.1:\d+\/[^"]*/.exec(line)?.[0] ?? '';
    expect((await fetch(url, { redirect: 'manual' })).status).toBeLessThan(400);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
}, 60_000);
