import { beforeEach, describe, expect, test } from '@jest/globals';
import { lookAtLanded } from '../../../src/app/unseen/look-daily.ts';
import { forgetFindings } from '../../../src/app/unseen/workflows.ts';
import { tipOf } from '../landing/landing-scene.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { type Shop, useScene, verifyBranch } from '../stages/scene.ts';
import { gates, heard, look, shownBy, watchedShop } from './unseen-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
  await scene.github.disarm();
});

const TESTS = 'on: push\njobs:\n  test: { runs-on: ubuntu-latest }\n';
const SHIP = 'on: push\njobs:\n  ship: { environment: production }\n';
const RELEASE = 'on: push\npermissions: { id-token: write }\njobs:\n  npm: { runs-on: ubuntu-latest }\n';

const write = async (shop: Shop, files: Readonly<Record<string, string | null>>): Promise<string> => {
  const named = Object.entries(files).map(([name, text]) => [`.github/workflows/${name}`, text]);
  const { oid } = await scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    as: scene.sample.owner.login,
    files: Object.fromEntries(named),
    bypassRules: true,
  });
  return oid;
};
const workflowsIn = <T extends { readonly code: string }>(events: readonly T[]): readonly T[] =>
  events.filter(({ code }) => code.startsWith('workflows.'));
const unguarded = (alerts: readonly (readonly string[])[]) =>
  alerts.filter(([code]) => code === 'deployment.unguarded-job').map(([, ...codes]) => codes);

describe('jobs that may deploy are told', () => {
  test('with their files and signs in evidence, again only when they change', async () => {
    const shop = await watchedShop(scene, { 'ci.yml': TESTS, 'ship.yml': SHIP });
    await scene.github.createEnvironment({ repository: shop.name, name: 'production', gates: gates(scene) });
    const [first] = workflowsIn((await look(scene, shop)).events);
    expect(first).toMatchObject({ code: 'workflows.seen', at: await tipOf(scene, shop) });
    expect(await shownBy(scene, shop, first)).toEqual({
      counts: { files: 2, jobs: 2, unknown: 0, omitted: 0 },
      jobs: [
        {
          path: '.github/workflows/ship.yml',
          id: 'ship',
          environment: { is: 'named', name: 'production' },
          signs: [],
        },
      ],
      unreadable: [],
    });
    // A commit that changes none of it.
    await write(shop, { 'ci.yml': `${TESTS}# fine\n` });
    expect(await look(scene, shop)).toMatchObject({ events: [], alerts: [] });
    const oid = await write(shop, { 'ship.yml': null });
    expect(workflowsIn((await look(scene, shop)).events)).toMatchObject([{ code: 'workflows.changed', at: oid }]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  });

  test('a job that goes where a policy speaks and nobody waits for us is an alert, also where the environment is not there', async () => {
    const shop = await watchedShop(scene, { 'ship.yml': SHIP.replace('production', 'PRODUCTION') });
    expect(unguarded((await look(scene, shop)).alerts)).toEqual([['job.ungated']]);
    expect(unguarded((await look(scene, shop)).alerts)).toEqual([]);
  });

  test('what landed is looked at by its commit; each new finding is an alert, and what was found before is not', async () => {
    const shop = await watchedShop(scene, { 'ship.yml': SHIP });
    const found = async (oid: string) => {
      const before = await heard(scene, shop);
      await lookAtLanded(scene.context, shop.place, oid);
      const { alerts, warnings } = await heard(scene, shop);
      return { codes: unguarded(alerts.slice(before.alerts.length)), last: warnings.at(-1) };
    };
    expect((await found(await tipOf(scene, shop))).codes).toEqual([['job.ungated']]);
    const oid = await write(shop, { 'release.yml': RELEASE });
    const second = await found(oid);
    expect(second.codes).toEqual([['job.no-environment']]);
    expect(second.last?.details).toMatchObject({ commits: [oid], counts: { found: 1 } });
    expect((await found(oid)).codes).toEqual([]);
    // Mended, and there again.
    expect((await found(await write(shop, { 'release.yml': null }))).codes).toEqual([]);
    await scene.github.createEnvironment({ repository: shop.name, name: 'production', gates: gates(scene) });
    expect((await found(await write(shop, { 'release.yml': TESTS }))).codes).toEqual([]);
    await scene.github.updateEnvironment({ repository: shop.name, name: 'production', gates: [] });
    expect((await found(await write(shop, { 'broken.yml': 'jobs: {a: }}\n' }))).codes).toEqual([
      ['job.ungated', 'workflow.unreadable'],
    ]);
  });

  test('a file that is no YAML is said to be unreadable', async () => {
    const shop = await watchedShop(scene, { 'broken.yml': 'jobs: {a: }}\n' });
    const { events, alerts } = await look(scene, shop);
    expect(await shownBy(scene, shop, workflowsIn(events)[0])).toMatchObject({
      unreadable: [{ path: '.github/workflows/broken.yml', why: 'no-yaml' }],
    });
    expect(unguarded(alerts)).toEqual([['workflow.unreadable']]);
  });
});

test('a database that forgot what it found opens no alert that is open', async () => {
  const shop = await watchedShop(scene, { 'release.yml': RELEASE });
  expect(unguarded((await look(scene, shop)).alerts)).toEqual([['job.no-environment']]);
  await forgetFindings(scene.context, shop.place.repository.id);
  expect((await look(scene, shop)).alerts).toEqual([]);
});
