import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { HOUR, SECOND, systemClock } from '../../../src/base/clock.ts';
import { type Log, silentLog } from '../../../src/base/log.ts';
import { startVacuum, type Vacuum } from '../../../src/store/databases/pglite-vacuum.ts';

let runs = 0;
let vacuum: Vacuum;
const warnings: string[] = [];
const log: Log = { ...silentLog, warn: (_, message) => void warnings.push(message) };
let run: () => Promise<void>;
beforeEach(() => {
  jest.useFakeTimers();
  runs = 0;
  run = async () => void runs++;
  vacuum = startVacuum({ run: async () => await run(), clock: systemClock, log });
});
afterEach(async () => {
  await vacuum.stop();
  jest.useRealTimers();
});
const use = (statements: number): void => {
  for (let at = 0; at < statements; at++) vacuum.used();
};

test('a database that nobody used is left alone', async () => {
  await jest.advanceTimersByTimeAsync(3 * HOUR);
  expect(runs).toBe(0);
});

test('one that was used a little is vacuumed hourly', async () => {
  use(1);
  await jest.advanceTimersByTimeAsync(HOUR - 10 * SECOND);
  expect(runs).toBe(0);
  await jest.advanceTimersByTimeAsync(20 * SECOND);
  expect(runs).toBe(1);
  await jest.advanceTimersByTimeAsync(2 * HOUR);
  expect(runs).toBe(1);
});

test('one that was used much is vacuumed as soon as it is quiet', async () => {
  for (let second = 0; second < 120; second++) {
    use(100);
    await jest.advanceTimersByTimeAsync(SECOND);
  }
  expect(runs).toBe(0);
  await jest.advanceTimersByTimeAsync(20 * SECOND);
  expect(runs).toBe(1);
});

test('one that cannot be vacuumed is tried again later, and stopping waits for one that runs', async () => {
  run = async () => Promise.reject(new Error('no room'));
  use(1);
  await jest.advanceTimersByTimeAsync(HOUR + 10 * SECOND);
  expect(warnings).toEqual(['The database could not be vacuumed']);
  let finish = (): void => undefined;
  run = async () =>
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  use(1);
  await jest.advanceTimersByTimeAsync(HOUR + 10 * SECOND);
  let isStopped = false;
  const stopping = vacuum.stop().finally(() => {
    isStopped = true;
  });
  await jest.advanceTimersByTimeAsync(0);
  expect(isStopped).toBe(false);
  finish();
  await stopping;
});
