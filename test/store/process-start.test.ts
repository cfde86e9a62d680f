import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import { expect, test } from '@jest/globals';
import { isRunning, processStart } from '../../src/store/process-start.ts';

const NO_PROCESS = 2 ** 30;

test('a process keeps its start, and another one has another', async () => {
  const own = processStart(process.pid);
  expect(processStart(process.pid)).toBe(own);
  if (platform() !== 'linux') return expect(own).toBeNull();
  expect(own).toMatch(/^[0-9a-f-]{36}:\d+$/);
  const child = spawn('sleep', ['5']);
  expect(processStart(child.pid ?? 0)).not.toBe(own);
  child.kill();
});

test('what does not exist has no start and does not run', () => {
  expect(processStart(NO_PROCESS)).toBeNull();
  expect(isRunning(NO_PROCESS)).toBe(false);
  expect(isRunning(process.pid)).toBe(true);
});

test('a process of another user runs', () => {
  expect(isRunning(1)).toBe(true);
});
