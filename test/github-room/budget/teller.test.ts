import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MINUTE, SECOND } from '../../../src/base/clock.ts';
import { GitHubMeter } from './github-meter.ts';
import { Processes, sendAll, tryToEnter, WRITE } from './scene.ts';

test('accounts that ask together go to the bank together', async () => {
  const processes = new Processes();
  const teller = processes.start('a');
  await Promise.all(['x', 'y', 'z'].map(async (name) => await teller.account(name).enter(WRITE, 'person')));
  expect(processes.exchanges).toBe(1);
  expect(teller.accounts.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
});

test('one installation that has used up its budget slows no other', async () => {
  const teller = new Processes().start('a');
  await sendAll(teller.account('noisy'), 500);
  expect(await tryToEnter(teller.account('other'))).toBeNull();
});

test('two processes together send no more than one might, and hear of what GitHub told the other', async () => {
  const processes = new Processes();
  const [a, b] = [processes.start('a').account('x'), processes.start('b', 40_000_000).account('x')];
  const sent = await Promise.all([sendAll(a, 500), sendAll(b, 500)]);
  expect(sent[0].sent + sent[1].sent).toBeGreaterThan(165);
  expect(sent[0].sent + sent[1].sent).toBeLessThanOrEqual(180);
  processes.now += 2 * MINUTE;
  a.hold(40 * SECOND);
  await tryToEnter(a);
  expect(await tryToEnter(b)).toBe(40 * SECOND);
});

test('what a process that died had taken is free again after over a minute', async () => {
  const processes = new Processes();
  const [a, b] = [processes.start('a').account('x'), processes.start('b').account('x')];
  for (let sent = 0; sent < 20; sent += 1) await a.enter(WRITE, 'person');
  const before = await sendAll(b, 500);
  expect(before.sent).toBeGreaterThan(120);
  processes.now += MINUTE + 15 * SECOND;
  expect((await sendAll(b, 500)).sent).toBe(180);
});

/** Who sends next, how long after the last time, and how long GitHub takes to answer it. */
const act = fc.record({
  process: fc.nat({ max: 1 }),
  after: fc.nat({ max: 900 }),
  count: fc.integer({ min: 1, max: 25 }),
  takes: fc.nat({ max: 9_000 }),
  dies: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
});

test('however two processes with clocks of their own take turns, no minute holds more than the limit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 40, maxLength: 90 }), async (acts) => {
      const processes = new Processes();
      const meter = new GitHubMeter();
      let started = 0;
      const start = () => processes.start(`p${(started += 1)}`, started * 7_777_777).account('x');
      const accounts = [start(), start()];
      /** Requests under way: when each is answered. */
      let open: { at: number; end: () => void }[] = [];
      for (const { process, after, count, takes, dies } of acts) {
        processes.now += after;
        for (const { at, end } of open) if (at <= processes.now) end();
        open = open.filter(({ at }) => at > processes.now);
        const account = accounts[process];
        for (let sent = 0; sent < count && account !== undefined && account.view.underWay < 20; sent += 1) {
          if ((await Promise.race([tryToEnter(account), later()])) !== null) break;
          meter.arrive(processes.now + takes / 2, 5);
          open.push({ at: processes.now + takes, end: () => account.leave(WRITE) });
        }
        if (!dies) continue;
        account?.hold(1);
        accounts[process] = start();
      }
      for (const account of accounts) account.hold(1);
      expect(meter.most()).toBeLessThanOrEqual(900);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

/** Those that wait for points are left to themselves. */
const later = async (): Promise<number> => await new Promise((resolve) => setTimeout(resolve, 1, 0));
