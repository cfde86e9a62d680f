import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockDirectory } from '../../src/store/lock.ts';
import { processStart } from '../../src/store/process-start.ts';

const clock = { now: () => Date.UTC(2026, 10, 21, 14, 2) };
let directory: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
  path = join(directory, 'lock');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const otherProcess = (): number => {
  const child = spawn('sleep', ['60']);
  children.push(child);
  return child.pid ?? 0;
};
const deadProcess = async (): Promise<number> => {
  const child = spawn('true');
  const { pid = 0 } = child;
  await new Promise((resolve) => child.once('exit', resolve));
  return pid;
};
const leave = (holder: object | string): void =>
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
const since = '2026-11-20T08:00:00.000Z';

describe('the lock of a directory', () => {
  test('names its process, and is gone when it is given back', () => {
    const unlock = lockDirectory(directory, clock);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      pid: process.pid,
      start: processStart(process.pid),
      since: '2026-11-21T14:02:00.000Z',
    });
    unlock();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('makes the directory where there is none', () => {
    const unlock = lockDirectory(join(directory, 'new', 'data'), clock);
    expect(existsSync(join(directory, 'new', 'data', 'lock'))).toBe(true);
    unlock();
  });

  test('is refused while its process lives, and says who and since when', () => {
    const pid = otherProcess();
    leave({ pid, start: processStart(pid), since });
    expect(() => lockDirectory(directory, clock)).toThrow(
      expect.objectContaining({
        code: 'config.data-directory-locked',
        message: `${directory} is used by process ${pid}, since ${since}`,
      }),
    );
    expect(readdirSync(directory)).toEqual(['lock']);
  });

  test('is refused to the same process too', () => {
    const unlock = lockDirectory(directory, clock);
    expect(() => lockDirectory(directory, clock)).toThrow(
      expect.objectContaining({ code: 'config.data-directory-locked' }),
    );
    unlock();
  });

  test.each([
    ['of a dead process', async () => ({ pid: await deadProcess(), start: null, since })],
    ['whose process id is another process by now', async () => ({ pid: otherProcess(), start: 'boot:1', since })],
    ['that is empty', async () => ''],
    ['that is not ours', async () => 'locked by hand'],
    ['with a process id that is none', async () => ({ pid: 'one', start: null, since })],
  ])('is taken over from one %s', async (_, holder) => {
    leave(await holder());
    const unlock = lockDirectory(directory, clock);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('is not removed by whoever lost it', () => {
    const unlock = lockDirectory(directory, clock);
    leave({ pid: 1, start: null, since });
    unlock();
    expect(existsSync(path)).toBe(true);
  });

  test('cannot be had where nothing can be made', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    expect(() => lockDirectory(file, clock)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });

  test('is had by one of many processes that find a dead one', async () => {
    leave({ pid: await deadProcess(), start: null, since });
    const source = new URL('../../src/store/lock.ts', import.meta.url).href;
    const program = `
      const { lockDirectory } = await import(${JSON.stringify(source)});
      try { lockDirectory(${JSON.stringify(directory)}, { now: Date.now }); console.log('held'); setTimeout(() => {}, 60000); }
      catch (error) { console.log(error.code); }`;
    const answers = await Promise.all(Array.from({ length: 5 }, async () => await firstLine(program)));
    expect(answers.toSorted()).toEqual([...Array(4).fill('config.data-directory-locked'), 'held']);
  });
});

async function firstLine(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return await new Promise((resolve) => child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())));
}
