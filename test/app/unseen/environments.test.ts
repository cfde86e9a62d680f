import { beforeEach, describe, expect, test } from '@jest/globals';
import { evidenceOf } from '../../../src/ledger/evidence-names.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { flushOnce, readEntries, useScene, verifyBranch } from '../stages/scene.ts';
import { gates, heard, look, shownBy, watchedShop } from './unseen-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
  await scene.github.disarm();
});

const LIST = 'GET /repos/{owner}/{repo}/environments';
const GATES = 'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules';
const production = 'production';
const codesOf = (events: readonly { readonly code: string }[]) =>
  events.map(({ code }) => code).filter((code) => !code.startsWith('workflows.'));

describe('what protects an environment is told', () => {
  test('as it is at first, with all of it in evidence; then no more until it changes', async () => {
    const shop = await watchedShop(scene);
    const named = { repository: shop.name, name: production };
    const { id } = await scene.github.createEnvironment({ ...named, gates: gates(scene), waitTimer: 5 });
    const first = await look(scene, shop);
    expect(first.alerts).toEqual([]);
    expect(first.events[0]).toMatchObject({ event: 'settings', code: 'environment.seen', environment: production });
    expect(await shownBy(scene, shop, first.events[0])).toEqual({
      id,
      name: production,
      reviewers: [],
      preventSelfReview: false,
      waitTimer: 5,
      branches: 'all',
      adminsBypass: null,
      gate: true,
    });
    expect(await look(scene, shop)).toMatchObject({ events: [], alerts: [] });
    await scene.github.updateEnvironment({ ...named, waitTimer: 10 });
    const stricter = await look(scene, shop);
    expect([codesOf(stricter.events), stricter.alerts]).toEqual([['environment.changed'], []]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
    const entries = await readEntries(scene.context, shop);
    // Whoever verifies the evidence branch finds the document named.
    expect(entries.flatMap(({ statement }) => evidenceOf(statement)).map(({ as }) => as)).toContain('environment');
  });

  test('what got weaker is an alert that says in what, once', async () => {
    const shop = await watchedShop(scene);
    const named = { repository: shop.name, name: production };
    const owner = scene.sample.owner.login;
    await scene.github.createEnvironment({
      ...named,
      gates: gates(scene),
      reviewers: [owner],
      branches: 'protected',
      adminsBypass: false,
      saysAdminsBypass: true,
    });
    await look(scene, shop);
    await scene.github.updateEnvironment({ ...named, reviewers: [], branches: null, adminsBypass: true });
    const { events, alerts, warnings } = await look(scene, shop);
    expect(codesOf(events)).toEqual(['environment.changed']);
    expect(alerts).toEqual([
      [
        'environment.changed',
        'environment.reviewers-removed',
        'environment.bypass-allowed',
        'environment.branches-open',
      ],
    ]);
    expect(warnings[0]?.from).toHaveLength(1);
    expect(await look(scene, shop)).toMatchObject({ events: [], alerts: [] });
  });

  test('our gate that is gone is one alert; when it comes and goes again, it is another', async () => {
    const shop = await watchedShop(scene);
    const named = { repository: shop.name, name: production };
    await scene.github.createEnvironment({ ...named, gates: gates(scene) });
    await look(scene, shop);
    for (let times = 0; times < 2; times += 1) {
      await scene.github.updateEnvironment({ ...named, gates: [] });
      expect((await look(scene, shop)).alerts).toEqual([['environment.changed', 'environment.gate-gone']]);
      expect((await look(scene, shop)).alerts).toEqual([]);
      await scene.github.updateEnvironment({ ...named, gates: gates(scene) });
      expect((await look(scene, shop)).alerts).toEqual([]);
    }
  });

  test('one that was deleted: a job that names it makes it anew, with nothing that protects it', async () => {
    const shop = await watchedShop(scene);
    const named = { repository: shop.name, name: production };
    await scene.github.createEnvironment({ ...named, gates: gates(scene) });
    await look(scene, shop);
    await scene.github.deleteEnvironment(named);
    const gone = await look(scene, shop);
    expect([codesOf(gone.events), gone.alerts]).toEqual([
      ['environment.removed'],
      [['environment.changed', 'environment.removed']],
    ]);
    expect((await look(scene, shop)).events).toEqual([]);
    await scene.github.createEnvironment(named);
    const anew = await look(scene, shop);
    expect([codesOf(anew.events), anew.alerts]).toEqual([
      ['environment.seen'],
      [['environment.ungated', 'environment.no-gate']],
    ]);
  });
});

describe('an environment of which a policy speaks', () => {
  test('and that has no gate of ours is an alert, once; those of which none speaks are nobody’s', async () => {
    const shop = await watchedShop(scene);
    const { repository } = shop.place;
    const { id } = await scene.github.createEnvironment({ repository: shop.name, name: 'Production' });
    await scene.github.createEnvironment({ repository: shop.name, name: 'preview-1' });
    await scene.github.createEnvironment({ repository: shop.name, name: 'staging', branches: 'chosen' });
    const { events, warnings } = await look(scene, shop);
    // Nothing protects the preview, and nobody asked for it; what protects staging may be lost some day.
    expect(events.map(({ environment }) => environment ?? '').filter((name) => name !== '')).toEqual([
      production,
      'staging',
    ]);
    expect(warnings).toMatchObject([
      {
        code: 'environment.ungated',
        details: {
          codes: ['environment.no-gate'],
          counts: { environments: 1 },
          ids: { repository: repository.id, environment: id },
        },
      },
    ]);
    expect((await look(scene, shop)).alerts).toEqual([]);
    await scene.github.updateEnvironment({ repository: shop.name, name: 'Production', waitTimer: 3 });
    expect((await look(scene, shop)).alerts).toEqual([]);
  });

  test('several are one alert, and one that comes later another', async () => {
    const shop = await watchedShop(scene, {}, 'prod-*');
    for (const name of ['prod-eu', 'prod-us']) await scene.github.createEnvironment({ repository: shop.name, name });
    const { warnings } = await look(scene, shop);
    expect(warnings).toMatchObject([{ details: { counts: { environments: 2 }, codes: ['environment.no-gate'] } }]);
    expect(warnings[0]?.from).toHaveLength(2);
    await scene.github.createEnvironment({ repository: shop.name, name: 'prod-asia' });
    expect((await look(scene, shop)).warnings).toMatchObject([{ details: { counts: { environments: 1 } } }]);
  });

  test('whose gates GitHub does not show: it is told as it is', async () => {
    const shop = await watchedShop(scene);
    await scene.github.createEnvironment({ repository: shop.name, name: production, gates: gates(scene) });
    await scene.github.arm({ on: GATES, action: { kind: 'status', status: 403 } });
    const { events, alerts } = await look(scene, shop);
    expect(await shownBy(scene, shop, events[0])).toMatchObject({ gate: null });
    expect(alerts).toEqual([['environment.ungated', 'environment.no-gate']]);
  });
});

describe('what cannot be read', () => {
  test('because it is not shown: is told, once, and when it is shown again', async () => {
    const shop = await watchedShop(scene);
    await scene.github.createEnvironment({ repository: shop.name, name: production, gates: gates(scene) });
    await look(scene, shop);
    await scene.github.arm({ on: LIST, action: { kind: 'status', status: 403 }, count: 2 });
    const hidden = await look(scene, shop);
    expect([codesOf(hidden.events), hidden.alerts]).toEqual([
      ['environments.unread'],
      [['environment.ungated', 'environments.unread']],
    ]);
    expect(await look(scene, shop)).toMatchObject({ events: [], alerts: [] });
    expect(codesOf((await look(scene, shop)).events)).toEqual(['environments.read']);
    expect(await look(scene, shop)).toMatchObject({ events: [], alerts: [] });
  });

  test('because GitHub fails: nothing is told, and the next look tells', async () => {
    const shop = await watchedShop(scene);
    await scene.github.createEnvironment({ repository: shop.name, name: production });
    await scene.github.arm({ on: GATES, action: { kind: 'status', status: 502 }, count: 5 });
    await expect(look(scene, shop)).rejects.toMatchObject({ code: 'github.unavailable' });
    await scene.github.disarm();
    expect((await heard(scene, shop)).events).toEqual([]);
    expect(codesOf((await look(scene, shop)).events)).toEqual(['environment.seen']);
  });
});

test('whatever step it dies at, each thing is told once', async () => {
  const shop = await watchedShop(scene);
  const named = { repository: shop.name, name: production };
  await scene.github.createEnvironment({ ...named, gates: gates(scene) });
  await look(scene, shop);
  await scene.github.updateEnvironment({ ...named, gates: [] });
  const { store } = scene.context;
  const dying = (left: { steps: number }) => {
    const step = async <T>(act: () => Promise<T>): Promise<T> => {
      left.steps -= 1;
      if (left.steps < 0) throw new Error('died');
      return await act();
    };
    return {
      ...scene.context,
      store: {
        ...store,
        ledgers: {
          ...store.ledgers,
          add: async (...given: Parameters<typeof store.ledgers.add>) =>
            await step(async () => await store.ledgers.add(...given)),
        },
        memory: {
          ...store.memory,
          set: async (...given: Parameters<typeof store.memory.set>) =>
            await step(async () => await store.memory.set(...given)),
        },
        queue: {
          ...store.queue,
          send: async (...given: Parameters<typeof store.queue.send>) =>
            await step(async () => await store.queue.send(...given)),
        },
      },
    };
  };
  const before = await heard(scene, shop);
  let deaths = 0;
  for (; deaths < 20; deaths += 1) {
    const ended = await look(scene, shop, dying({ steps: deaths })).catch((error: Error) => error.message);
    if (typeof ended !== 'string') break;
    expect(ended).toBe('died');
  }
  // Before the entry; before its flush; and so on: each life goes a little further.
  expect(deaths).toBeGreaterThan(2);
  await flushOnce(scene.context, shop);
  const { events, alerts } = await heard(scene, shop);
  expect(codesOf(events.slice(before.events.length))).toEqual(['environment.changed']);
  expect(alerts.slice(before.alerts.length)).toEqual([['environment.changed', 'environment.gate-gone']]);
});
