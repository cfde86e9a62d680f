import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { lookAtLedgers, lookHourly } from '../../src/app/hourly.ts';
import { HOUR } from '../../src/base/clock.ts';
import { waitingJobs } from '../store/fixture.ts';
import { type Bench, openBench } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

let now = 0;
const context = () => ({ ...bench.context, clock: { now: () => now } });
beforeEach(async () => {
  now += 100 * HOUR;
  await bench.database.query("delete from countersign_jobs.job where name = 'sweep'");
});

async function sent(look: typeof lookHourly = lookHourly): Promise<readonly string[]> {
  await look(context());
  const waiting = (await waitingJobs(bench.database, 'sweep')).map(({ key }) => key).toSorted();
  await bench.database.query("delete from countersign_jobs.job where name = 'sweep'");
  return waiting;
}
const ALL = ['ledgers', 'silent', 'unseen-everywhere'];

test('each look once an hour, also where the clock was set back', async () => {
  expect([await sent(), await sent()]).toEqual([ALL, []]);
  now += HOUR - 1;
  expect(await sent()).toEqual([]);
  now += 1;
  expect(await sent()).toEqual(ALL);
  now -= 2 * HOUR;
  expect(await sent()).toEqual(ALL);
});

test('after a start ledgers are looked at whenever that was, and an hour later again', async () => {
  await sent();
  expect(await sent(lookAtLedgers)).toEqual(['ledgers']);
  now += HOUR / 2;
  expect(await sent(lookAtLedgers)).toEqual(['ledgers']);
  now += HOUR / 2;
  expect(await sent()).toEqual(['silent', 'unseen-everywhere']);
  now += HOUR / 2;
  expect(await sent()).toEqual(['ledgers']);
});

test('what was read of policies long ago is forgotten', async () => {
  const { memory } = bench.store;
  await memory.set('policy-changed', 'old', true, 1);
  await sent();
  expect(await memory.get('policy-changed', 'old')).toBeNull();
});
