import { describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../../src/base/clock.ts';
import { Processes, READ, sendAll, tryToEnter, WRITE } from './scene.ts';

describe('an account', () => {
  test('sends as much as the limit allows, and then says when to come again', async () => {
    const processes = new Processes();
    const account = processes.start('a').account('x');
    const { sent, wait } = await sendAll(account, 500);
    expect(sent).toBe(180);
    expect(wait).toBeGreaterThan(59 * SECOND);
    // One exchange for many requests.
    expect(processes.exchanges).toBeLessThan(36);
    processes.now += MINUTE + SECOND;
    expect((await sendAll(account, 500)).sent).toBe(180);
  });

  test('asks once for many requests while there is plenty', async () => {
    const processes = new Processes();
    const account = processes.start('a').account('x');
    await sendAll(account, 10);
    expect(processes.exchanges).toBe(1);
  });

  test('lets people go before records, and those before background work', async () => {
    const account = new Processes().start('a').account('x');
    const order: string[] = [];
    const enter = async (urgency: 'person' | 'record' | 'background'): Promise<void> => {
      await account.enter(WRITE, urgency);
      order.push(urgency);
    };
    await Promise.all([enter('background'), enter('background'), enter('record'), enter('person')]);
    expect(order).toEqual(['person', 'record', 'background', 'background']);
  });

  test('lets background work use its share of the minute, and people the rest', async () => {
    const account = new Processes().start('a').account('x');
    expect((await sendAll(account, 500, 'background')).sent).toBe(126);
    expect((await sendAll(account, 500)).sent).toBe(54);
  });

  test('keeps places for people while background work waits for GitHub', async () => {
    const account = new Processes().start('a').account('x');
    const waiting = Array.from({ length: 30 }, async () => await account.enter(READ, 'background'));
    await Promise.all(waiting.slice(0, 14));
    expect(account.view).toMatchObject({ underWay: 14, waiting: 16 });
    await account.enter(READ, 'person');
    expect(account.view).toMatchObject({ underWay: 15, waiting: 16 });
    for (let ended = 0; ended < 31; ended += 1) {
      account.leave(READ);
      await Promise.resolve();
    }
    await Promise.all(waiting);
  });

  test('sends nothing while GitHub asks to wait, and whoever waits for a place hears of it', async () => {
    const processes = new Processes();
    const account = processes.start('a').account('x');
    for (let sent = 0; sent < 20; sent += 1) await account.enter(READ, 'person');
    const waiting = tryToEnter(account, READ);
    account.hold(30 * SECOND);
    expect(await waiting).toBe(30 * SECOND);
    expect(await tryToEnter(account)).toBe(30 * SECOND);
    processes.now += 31 * SECOND;
    for (let sent = 0; sent < 20; sent += 1) account.leave(READ);
    expect(await tryToEnter(account)).toBeNull();
  });

  test("stops background work at its share of the hour, and everybody at the hour's end", async () => {
    const account = new Processes().start('a').account('x');
    account.note({ resource: 'core', limit: 5_000, remaining: 1_500, resetIn: 10 * MINUTE });
    expect(await tryToEnter(account, READ, 'background')).toBe(10 * MINUTE);
    expect(await tryToEnter(account, READ)).toBeNull();
    account.note({ resource: 'core', limit: 5_000, remaining: 0, resetIn: 10 * MINUTE });
    expect(await tryToEnter(account, READ)).toBe(10 * MINUTE);
    expect(account.view.core).toMatchObject({ limit: 5_000, remaining: 0 });
  });

  test('a short wait is waited for, by two at most', async () => {
    const processes = new Processes();
    const account = processes.start('a').account('x');
    await sendAll(account, 500);
    processes.now += MINUTE;
    const short = [tryToEnter(account), tryToEnter(account), tryToEnter(account)];
    expect(await short[2]).toBeLessThan(3 * SECOND);
    processes.now += 2 * SECOND;
    expect(await Promise.all(short.slice(0, 2))).toEqual([null, null]);
  });

  test('the bank that cannot be reached fails those who waited for it, and nothing is forgotten', async () => {
    const processes = new Processes();
    let isDown = false;
    const { bank } = processes;
    const failing = new Processes({
      bank: {
        change: async (names, act) => {
          if (isDown) throw new Error('down');
          await bank.change(names, act);
        },
      },
    });
    const account = failing.start('a').account('x');
    expect((await sendAll(account, 100)).sent).toBe(100);
    failing.now += 10 * SECOND;
    processes.now += 10 * SECOND;
    isDown = true;
    await expect(account.enter(WRITE, 'person')).rejects.toThrow('down');
    isDown = false;
    expect((await sendAll(account, 500)).sent).toBeLessThanOrEqual(80);
  });
});
