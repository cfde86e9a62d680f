import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Job } from '../../src/store/store.ts';
import { describeCrashes } from './contract/crashes.ts';
import { newEntry, onPglite, subjectRef, until } from './fixture.ts';

describeCrashes(onPglite);

describe('a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-store-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  const open = async () => await openStore({ directory, log: silentLog, clock: systemClock });

  test('keeps everything from one start to the next, and what was begun is taken up at once', async () => {
    const first = await open();
    const subject = subjectRef();
    await first.deliveries.accept([
      { guid: 'g', event: 'push', action: null, installation: 1, payload: '{}', receivedAt: 5 },
    ]);
    await first.subjects.touch([{ subject, guids: ['g'], priority: 0 }]);
    const { id } = await first.ledgers.open({
      installation: 7,
      repository: subject.repository,
      origin: 'o',
      branch: 'b',
    });
    await first.ledgers.add(id, newEntry(), []);
    await first.memory.set('scope', 'key', { kept: true }, 5);
    const hour = 3_600_000;
    expect(await first.subjects.take(subject.key, 'dead', hour)).not.toBeNull();
    expect(await first.ledgers.take(id, 'dead', hour)).toMatchObject({ epoch: 1 });
    expect(await first.reports.take('report', 'dead', hour)).toBe(true);
    await first.close();

    const second = await open();
    expect(await second.deliveries.waiting(9)).toMatchObject([{ guid: 'g', payload: '{}', receivedAt: 5 }]);
    expect(await second.memory.get('scope', 'key')).toEqual({ value: { kept: true }, at: 5 });
    // Nobody else can have this directory, so nobody holds what a dead process held.
    expect(await second.subjects.take(subject.key, 'next', hour)).toMatchObject({ guids: ['g'], number: 2 });
    expect(await second.ledgers.take(id, 'next', hour)).toMatchObject({ epoch: 2, ledger: { pending: 1 } });
    expect(await second.reports.take('report', 'next', hour)).toBe(true);
    const handled: Job[] = [];
    await second.queue.work('evaluate', { concurrency: 1 }, async (job) => void handled.push(job));
    await until(() => handled.length === 1);
    expect(handled[0]?.key).toBe(subject.key);
    await second.close();
  }, 60_000);

  test('is refused to a second process, and free when the first has closed', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      code: 'config.data-directory-locked',
      message: expect.stringMatching(new RegExp(`process ${process.pid}, since \\d{4}-`)),
    });
    await first.close();
    await (await open()).close();
  }, 60_000);
});

describe('a store', () => {
  test('tells the time of its database, and answers nothing after it was closed', async () => {
    const store = await openStore({ memory: true, log: silentLog, clock: systemClock });
    expect(Math.abs((await store.now()) - Date.now())).toBeLessThan(5_000);
    await store.close();
    await expect(store.now()).rejects.toMatchObject({ code: 'store.unavailable' });
  });

  test('is refused, with the reason, where there is no server', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    await expect(openStore({ url, log: silentLog, clock: systemClock })).rejects.toMatchObject({
      code: 'store.unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
