import { describe, expect, test } from '@jest/globals';
import { createHealth, type HealthOptions } from '../../../src/app/observe/health.ts';
import { Fault } from '../../../src/base/fault.ts';
import type { Gauges } from '../../../src/store/store.ts';

interface State {
  readonly now?: () => Promise<number>;
  readonly applied?: number;
  readonly silence?: number | null;
}

function healthOf({ now = async () => 1, applied = 8, silence = 0 }: State, bound?: number) {
  const gauges = { migrations: async () => ({ applied, known: 8 }) } as Gauges;
  const options: HealthOptions = { store: { now, gauges }, workers: { silence: () => silence } };
  return createHealth(bound === undefined ? options : { ...options, bound });
}

test('an app whose database answers and whose workers run lacks nothing', async () => {
  const health = healthOf({});
  expect([health.isAlive(), await health.lacks()]).toEqual([true, []]);
  expect(await healthOf({ applied: 9 }).lacks()).toEqual([]);
});

describe('an app is not ready', () => {
  const fails = async (): Promise<number> => await Promise.reject(new Fault('store.unavailable', 'it is away'));
  test.each<[string, State, string]>([
    ['without its database', { now: fails }, 'database'],
    ['on an older copy of it', { applied: 7 }, 'migrations'],
    ['before its workers run, and after they stopped', { silence: null }, 'workers'],
    ['when they hang', { silence: 6 * 60_000 }, 'workers'],
  ])('%s', async (_, state, lack) => expect(await healthOf(state).lacks()).toEqual([lack]));

  test('when the database takes too long', async () => {
    const never = new Promise<number>(() => undefined);
    expect(await healthOf({ now: async () => await never }, 5).lacks()).toEqual(['database']);
  });

  test('from the moment on at which it is to stop', async () => {
    const health = healthOf({});
    health.beginStop();
    expect(await health.lacks()).toEqual(['stopping']);
    expect(health.isAlive()).toBe(true);
  });
});

test('only what hangs is not alive: a database that is away is no reason to start again', () => {
  expect(healthOf({ now: async () => await Promise.reject(new Error('away')) }).isAlive()).toBe(true);
  expect(healthOf({ silence: null }).isAlive()).toBe(true);
  expect(healthOf({ silence: 4 * 60_000 }).isAlive()).toBe(true);
  expect(healthOf({ silence: 6 * 60_000 }).isAlive()).toBe(false);
});
