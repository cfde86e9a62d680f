import { expect, test } from '@jest/globals';
import { endedRows, noteEnded } from '../../../src/app/builds/ended.ts';
import { recordBuilds } from '../../../src/app/builds/record-builds.ts';
import type { Context } from '../../../src/app/context.ts';
import type { Runs } from '../../../src/app/ports.ts';
import { DAY } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';
import type { FaultCode } from '../../../src/base/fault-codes.ts';
import type { Json } from '../../../src/base/json.ts';
import type { EndedHint } from '../../../src/github/hint.ts';
import { tipOf } from '../landing/landing-scene.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { flushOnce, readEntries, type Shop, touch, useScene } from '../stages/scene.ts';
import { ended, run, suite } from './ended-scene.ts';

const scene = useScene();

async function note(shop: Shop, changes: Partial<EndedHint>, at = Date.now()): Promise<void> {
  const { repository: _, guid, heardAt: __, ...hint } = ended;
  const one: EndedHint = { ...hint, commit: await tipOf(scene, shop), ...changes };
  await noteEnded(scene.context, [{ hint: { kind: 'ended', place: shop.place, ended: one }, guid, at }]);
}

interface Told {
  readonly actor: Json;
  readonly event: Readonly<Record<string, Json>>;
}

async function told(shop: Shop): Promise<readonly Told[]> {
  await flushOnce(scene.context, shop);
  return (await readEntries(scene.context, shop)).flatMap(({ statement }) => {
    const predicate = statement['predicate'] as Readonly<Record<string, Readonly<Record<string, Json>>>>;
    const event = predicate['countersign_event'];
    return event === undefined ? [] : [{ actor: predicate['countersign']?.['actor'] ?? null, event }];
  });
}

const failing = (code: FaultCode): Context => {
  const jobs: Runs['jobs'] = () => Promise.reject(new Fault(code, 'no'));
  return { ...scene.context, forge: { ...scene.context.forge, runs: { jobs } } };
};

const left = async (shop: Shop) => await endedRows.list(scene.context, shop.place.repository.id);

test('each attempt of a run is an entry: with its jobs, who began it and who started it again', async () => {
  const { shop } = await scene.begun();
  const made = await scene.github.runWorkflow({
    repository: shop.name,
    sha: await tipOf(scene, shop),
    path: '.github/workflows/ci.yml',
    event: 'push',
    jobs: ['test', { name: 'ghp_0123456789abcdefghij', conclusion: 'skipped' }],
    conclusion: 'failure',
  });
  await scene.github.rerunWorkflow({ run: made.run });
  await scene.github.finishWorkflow({ run: made.run, conclusion: 'success' });
  const amir = { id: 6, login: 'amir', type: 'user' } as const;
  await note(shop, { outcome: 'failure', of: { ...run, id: made.run }, at: 1_000 });
  await note(shop, { actor: amir, of: { ...run, id: made.run, attempt: 2 }, at: 2_000 });
  await recordBuilds(scene.context, shop.place);
  expect(await left(shop)).toEqual([]);
  const uri = expect.stringMatching(new RegExp(`/actions/runs/${made.run}$`)) as unknown;
  expect(await told(shop)).toMatchObject([
    {
      actor: { id: 5, type: 'user' },
      event: {
        event: 'build',
        code: 'build.failure',
        result: 'failed',
        run: { uri, attempt: 1 },
        build: {
          workflow: { path: '.github/workflows/ci.yml', commit: await tipOf(scene, shop) },
          trigger: 'push',
          starter: 5,
          counts: { failure: 1, skipped: 1 },
          jobs: [
            { name: 'test', outcome: 'failure', runner: 'hosted' },
            { name: expect.stringMatching(/^sha256\.[0-9a-f]{64}$/), outcome: 'skipped' },
          ],
        },
      },
    },
    {
      actor: { id: 6, type: 'user' },
      event: { code: 'build.success', result: 'passed', run: { uri, attempt: 2 }, build: { starter: 5 } },
    },
  ]);
});

test('what a webhook says twice is told once', async () => {
  const { shop } = await scene.begun();
  for (let times = 0; times < 2; times += 1) {
    await note(shop, { of: suite, actor: null, outcome: 'failure' });
    await note(shop, { of: run });
    await recordBuilds(scene.context, shop.place);
  }
  const events = await told(shop);
  expect(events.map(({ event }) => event['code'])).toEqual(['test.failure', 'build.success']);
  expect(events[0]).toMatchObject({
    actor: { id: suite.app, type: 'app' },
    event: { event: 'test', result: 'failed', suite: { id: suite.id, app: suite.app, checks: suite.checks } },
  });
  // The run is not there any more: nobody can tell its jobs.
  expect(events[1]?.event['build']).toEqual(expect.not.objectContaining({ counts: expect.anything() as unknown }));
});

test('two processes that tell at the same moment draw different numbers', async () => {
  const { shop } = await scene.begun();
  await note(shop, { of: suite });
  await note(shop, { of: { ...suite, id: 6 } });
  const { ledgers } = scene.store;
  let isFirst = true;
  const everyOf: typeof ledgers.everyOf = async (...of) => {
    const known = await ledgers.everyOf(...of);
    if (isFirst) {
      isFirst = false;
      await recordBuilds(scene.context, shop.place);
    }
    return known;
  };
  const store = { ...scene.context.store, ledgers: { ...ledgers, everyOf } };
  await recordBuilds({ ...scene.context, store }, shop.place);
  expect((await told(shop)).map(({ event }) => event['suite'])).toMatchObject([{ id: 5 }, { id: 6 }]);
});

test('where GitHub fails it is told later, and after a day without the jobs', async () => {
  const { shop } = await scene.begun();
  await note(shop, { of: run });
  await note(shop, { of: suite });
  await expect(recordBuilds(failing('github.unavailable'), shop.place)).rejects.toThrow('no');
  // The other one did not have to wait.
  expect((await left(shop)).map(({ of }) => of.is)).toEqual(['run']);
  await expect(recordBuilds(failing('github.rate-limited'), shop.place)).rejects.toThrow('no');
  const context = failing('github.unavailable');
  const tomorrow = { ...context, clock: { now: () => Date.now() + DAY + 1 } };
  await recordBuilds(tomorrow, shop.place);
  expect(await left(shop)).toEqual([]);
  expect((await told(shop)).map(({ event }) => event['event'])).toEqual(['test', 'build']);
});

test('what is judged for the first time is waited for, and forgotten when nobody asks', async () => {
  const { shop } = await scene.begun();
  const change = await shop.propose('fix');
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'a-test', 60_000);
  const { memory } = scene.store;
  const needs = `${shop.place.repository.id}:main`;
  const asked = (await memory.list('needs', needs))[0]?.value ?? null;
  await memory.forget('needs', `${shop.place.repository.id}:`);
  await note(shop, { commit: change.head, branch: null });
  await takeSweeps(scene);
  await recordBuilds(scene.context, shop.place);
  expect(await left(shop)).toHaveLength(1);
  expect(await takeSweeps(scene)).toEqual([{ task: 'builds', place: shop.place }]);
  await memory.set('needs', needs, asked, 0);
  await recordBuilds(scene.context, shop.place);
  expect([await left(shop), await told(shop), await takeSweeps(scene)]).toEqual([[], [], []]);
  if (lease !== null) await scene.store.subjects.release(lease, 0);
});
