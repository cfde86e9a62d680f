import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { holdLease } from '../../../src/app/stages/hold-lease.ts';
import { silentLog } from '../../../src/base/log.ts';
import { pause, until } from '../../store/fixture.ts';
import { touch, useScene } from './scene.ts';

describe('a lease that is held', () => {
  let now = 0;
  const held = { leaseFor: 60, log: silentLog, clock: { now: () => now } };

  test('is renewed as long as the work takes, and not after it', async () => {
    let renewed = 0;
    const extend = async (): Promise<boolean> => ++renewed > 0;
    await holdLease({ ...held, extend }, async (lease) => {
      await until(() => renewed === 3);
      lease.require();
      now += 59;
      lease.require();
    });
    const before = renewed;
    await pause(60);
    expect(renewed).toBe(before);
  });

  test.each([
    ['somebody else has it', 0, async () => false],
    ['the database is gone until it is over', 60, async () => await Promise.reject(new Error('gone'))],
  ])('is no longer ours where it was not renewed: %s', async (_, later, answer) => {
    let asked = 0;
    const extend = async (): Promise<boolean> => {
      asked += 1;
      return await answer();
    };
    const work = holdLease({ ...held, extend }, async (lease) => {
      await until(() => asked > 0);
      await pause(1);
      now += later;
      lease.require();
    });
    await expect(work).rejects.toMatchObject({ code: 'store.lease-lost' });
  });
});

describe('several slow calls in a row', () => {
  const scene = useScene();

  test('do not outlive the lease of the subject: nobody else takes it, and the verdict is stored', async () => {
    const { shop } = await scene.begun();
    const change = await shop.propose('SHOP-2 slow');
    await touch(scene.context, change);
    await scene.github.arm({ on: '*', action: { kind: 'delay', milliseconds: 1_000 }, count: 3 });
    const judging = evaluate(scene.context, change.key, { leaseFor: 1_500 });
    await pause(1_700);
    expect(await scene.store.subjects.take(change.key, 'another process', 1_000)).toBeNull();
    await judging;
    await scene.github.disarm();
    expect(await scene.store.subjects.read(change.key)).toMatchObject({ judged: 1, verdict: { result: 'allow' } });
  });
});
