import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../src/app/context.ts';
import { createDispatcher } from '../../src/app/dispatch.ts';
import { sendSweep } from '../../src/app/sweep-task.ts';
import { startWorkers, tick } from '../../src/app/workers.ts';
import { HOUR, MINUTE } from '../../src/base/clock.ts';
import { EVIDENCE_BRANCH } from '../../src/ledger/layout.ts';
import { buildStore } from '../../src/store/open-store.ts';
import { pause, subjectRef, until, waitingJobs } from '../store/fixture.ts';
import { newLedger } from './stages/bench.ts';
import { BRANCH, CHECK, judge, readActs, type Shop, touch, useScene } from './stages/scene.ts';

const scene = useScene();

/** Workers of a process of its own: a queue takes one handler of each kind. */
async function nextProcess(): Promise<Context> {
  const { context, database } = scene;
  const store = await buildStore({ ...database, close: async () => undefined }, context);
  return { ...context, store, compared: new Map(), signed: new Map(), failures: new Map() };
}

async function working(act: (context: Context) => Promise<void>, changes: Partial<Context> = {}): Promise<void> {
  const context = { ...(await nextProcess()), ...changes };
  const workers = await startWorkers(context, createDispatcher(context));
  try {
    await act(context);
  } finally {
    await workers.stop(5_000);
    await context.store.close();
  }
}

const isPublished = async (shop: Shop): Promise<boolean> => {
  const { pending, decided, published } = await shop.ledger();
  return pending === 0 && decided.size > 0 && decided.size === published.size;
};

test('jobs of every kind are worked on: what is touched is judged, recorded and reported', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1');
  await working(async (context) => {
    await sendSweep(context, {
      task: 'repositories',
      installation: shop.place.installation,
      places: [shop.place],
    });
    const where = { repository: shop.name, sha: change.head, name: CHECK };
    const run = await scene.github.waitForCheck(where);
    expect(run).toMatchObject({ conclusion: 'success' });
    expect(await isPublished(shop)).toBe(true);
  });
});

describe('at the start', () => {
  test('a ledger whose flush was lost is published', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    await judge(scene.context, change);
    await scene.database.query(`delete from countersign_jobs.job where name = 'flush'`);
    expect(await isPublished(shop)).toBe(false);
    await working(() => until(() => isPublished(shop)));
  });

  test('an idle ledger that somebody touched meanwhile is put right', async () => {
    const { shop } = await scene.begun();
    const as = scene.sample.owner.login;
    const touched = { repository: shop.name, branch: BRANCH, as, message: 'x\n', files: { 'tail/0': 'x' } };
    await scene.github.pushCommit(touched);
    await working(() => until(async () => (await readActs(scene.context, shop)).includes('repair')));
    await working(() => until(() => isPublished(shop)));
  });

  test('evidence whose time has come is written to its branch', async () => {
    const { shop } = await scene.begun();
    const { config } = scene.context;
    const branches = async (): Promise<number> => {
      const found = await scene.github.refs({ repository: shop.name, prefix: `refs/heads/${EVIDENCE_BRANCH}` });
      return Object.keys(found).length;
    };
    const changes = { config: { ...config, ledger: { ...config.ledger, evidenceWindow: 0 } } };
    await working(() => until(async () => (await branches()) === 1), changes);
  });

  test('deliveries that an earlier process kept are dispatched', async () => {
    const delivery = { guid: 'left', event: 'push', action: null, installation: null, payload: '{}', receivedAt: 1 };
    await scene.store.deliveries.accept([delivery]);
    await working(() => until(async () => (await scene.store.deliveries.backlog()) === 0));
  });
});

test('when the connection to the database broke, every ledger is compared again before it is written to', async () => {
  const context = await nextProcess();
  const lost: (() => void)[] = [];
  const store = { ...context.store, onLost: (act: () => void) => void lost.push(act) };
  const workers = await startWorkers({ ...context, store }, createDispatcher(context));
  await workers.stop(5_000);
  context.compared.set(7, { confirmed: false });
  for (const act of lost) act();
  expect([...context.compared]).toEqual([]);
  await context.store.close();
});

test('what nobody waits for is judged and reported behind what people wait for', async () => {
  const shop = await scene.shop();
  const [awaited, found] = [await shop.propose('SHOP-1 awaited'), await shop.propose('no ticket, found')];
  const asked: string[] = [];
  const { forge } = scene.context;
  const told = (urgency: 'person' | 'background') => ({
    ...forge.as[urgency],
    changes: {
      ...forge.as[urgency].changes,
      collect: async (request: Parameters<typeof forge.changes.collect>[0]) => {
        asked.push(`${urgency} judges ${request.number}`);
        return await forge.changes.collect(request);
      },
    },
    checks: {
      ...forge.as[urgency].checks,
      write: async (...given: Parameters<typeof forge.checks.write>) => {
        asked.push(`${urgency} reports ${given[1].explanations[0]?.number}`);
        return await forge.checks.write(...given);
      },
    },
  });
  const as = { ...forge.as, person: told('person'), background: told('background') };
  await scene.store.subjects.touch([
    { subject: awaited.subject, guids: ['g'], priority: 0 },
    { subject: found.subject, guids: [], priority: 5 },
  ]);
  await working(
    async () => {
      for (const { head: sha } of [awaited, found])
        await scene.github.waitForCheck({ repository: shop.name, sha, name: CHECK });
    },
    { forge: { ...as.person, as } },
  );
  expect(new Set(asked)).toEqual(
    new Set([
      `person judges ${awaited.number}`,
      `person reports ${awaited.number}`,
      `background judges ${found.number}`,
      `background reports ${found.number}`,
    ]),
  );
});

test('after the stop nothing more is begun', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1');
  const context = await nextProcess();
  const workers = await startWorkers(context, createDispatcher(context));
  await workers.stop(5_000);
  await touch(context, change);
  await pause(100);
  expect(await waitingJobs(scene.database, 'evaluate', change.key)).toHaveLength(1);
  expect(await scene.store.subjects.read(change.key)).toMatchObject({ judged: 0, generation: 1 });
  await context.store.close();
});

describe('the timer', () => {
  const NOW = Date.now();
  const at = (now: number): Context => ({ ...scene.context, clock: { now: () => now } });

  test('has a verdict judged again when its time is over, and not before', async () => {
    const subject = subjectRef();
    const { subjects } = scene.store;
    await touch(scene.context, { subject });
    const lease = await subjects.take(subject.key, 'a-test', HOUR);
    if (lease === null) throw new Error('no lease');
    await subjects.settle(lease, {
      head: 'a'.repeat(40),
      base: 'main',
      checkName: CHECK,
      open: true,
      result: 'deny',
      verdict: {},
      validUntil: NOW + HOUR,
      recordedDigest: null,
      evidence: [],
      ledger: null,
      entries: [],
      reportAfter: null,
    });
    const generation = async () => (await subjects.read(subject.key))?.generation;
    await tick(at(NOW + HOUR - 1));
    expect(await generation()).toBe(1);
    await tick(at(NOW + HOUR));
    expect(await generation()).toBe(2);
    await tick(at(NOW + 2 * HOUR)); // queued already
    expect(await generation()).toBe(2);
  });

  test('sends a flush for a ledger that is late, and for no other', async () => {
    const shop = await scene.shop();
    await judge(scene.context, await shop.propose('SHOP-1'));
    await working(() => until(() => isPublished(shop)));
    await judge(scene.context, await shop.propose('SHOP-2'));
    const { id, published } = await shop.ledger();
    const idle = (await newLedger(scene.context)).ledger;
    await scene.database.query(`delete from countersign_jobs.job where name = 'flush'`);
    const flushes = async (ledger: number) => (await waitingJobs(scene.database, 'flush', String(ledger))).length;
    const last = published.at ?? 0;
    await tick(at(last + MINUTE));
    expect(await flushes(id)).toBe(0);
    await tick(at(last + MINUTE + 1));
    expect([await flushes(id), await flushes(idle.id)]).toEqual([1, 0]);
  });
});
