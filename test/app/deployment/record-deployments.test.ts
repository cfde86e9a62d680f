import { describe, expect, test } from '@jest/globals';
import { type DeployedNews, deployedRows, noteDeployed } from '../../../src/app/deployment/deployed.ts';
import { recordDeployments } from '../../../src/app/deployment/record-deployments.ts';
import type { DeployedHint } from '../../../src/github/hint.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { type Shop, verifyBranch } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();

const START = Date.parse('2026-11-22T10:00:00Z');
let deployments = 5_000;
const hintOf = (fields: Partial<DeployedHint>): DeployedHint => ({
  id: deployments,
  commit: 'c'.repeat(40),
  environment: 'production',
  state: 'started',
  run: null,
  attempt: null,
  actor: { id: 5, login: 'dana', type: 'user' },
  at: START,
  branch: 'main',
  ...fields,
});
async function hear(shop: Shop, ...states: readonly Partial<DeployedHint>[]): Promise<void> {
  const news = states.map(
    (fields, nth): DeployedNews => ({
      hint: { kind: 'deployed', place: shop.place, deployed: hintOf(fields) },
      guid: `guid-${deployments}-${nth}`,
      at: Date.now() + nth,
    }),
  );
  await noteDeployed(scene.context, news);
}
const events = async (shop: Shop) => await scene.told(shop, 'countersign_event');
const alerts = async (shop: Shop) =>
  (await scene.told(shop, 'countersign_alert')).filter(({ code }) => code === 'deployment.ungated');

describe('deployments are told', () => {
  test('from their beginning to their end, each once, whoever made them', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const ended = { state: 'failed', at: START + 90_000, run: 77, attempt: 2 } as const;
    for (let times = 0; times < 2; times += 1) {
      await hear(shop, { run: 77, attempt: 2 }, ended);
      expect(await takeSweeps(scene)).toContainEqual({ task: 'deployments', place: shop.place });
      await recordDeployments(scene.context, shop.place);
    }
    expect(await events(shop)).toMatchObject([
      { event: 'deployment', code: 'deployment.started', started: '2026-11-22T10:00:00.000Z' },
      {
        code: 'deployment.failed',
        result: 'failed',
        environment: 'production',
        deployment: { id: deployments, decision: null },
        run: { uri: expect.stringMatching(/\/actions\/runs\/77$/), attempt: 2 },
        started: '2026-11-22T10:00:00.000Z',
        ended: '2026-11-22T10:01:30.000Z',
      },
    ]);
    expect(await deployedRows.list(scene.context, shop.place.repository.id)).toEqual([]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  });

  test('one that a policy speaks of and that went on without us is an alert, once', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    deployments += 1;
    await hear(shop, {}, { state: 'succeeded', at: START + 1_000 });
    await recordDeployments(scene.context, shop.place);
    expect(await alerts(shop)).toMatchObject([
      { severity: 'critical', details: { ids: { deployment: deployments, actor: 5 } } },
    ]);
  });

  test('not where no rule speaks of the environment, nor of what failed, nor of what was allowed', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    await scene.decide(shop, asked);
    await hear(shop, { id: asked.id, run: asked.run, commit }, { id: 8_001, environment: 'preview' });
    await hear(shop, { id: 8_002, state: 'failed', actor: null });
    await recordDeployments(scene.context, shop.place);
    expect(await alerts(shop)).toEqual([]);
    const told = await events(shop);
    expect(told.map(({ deployment }) => deployment)).toEqual(
      expect.arrayContaining([
        { id: asked.id, decision: expect.stringMatching(/^[0-9a-f]{32}$/) },
        { id: 8_001, decision: null },
      ]),
    );
  });

  test('a decision on another deployment of the same commit is none on this one', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    await scene.decide(shop, await scene.ask(shop, { commit }));
    await hear(shop, { id: 8_100, commit });
    await recordDeployments(scene.context, shop.place);
    expect(await alerts(shop)).toHaveLength(1);
  });
});

describe('what is noted', () => {
  test('is nothing in a repository without a policy', async () => {
    const shop = await scene.shop();
    await hear(shop, {});
    expect(await deployedRows.list(scene.context, shop.place.repository.id)).toEqual([]);
  });
  test('is found again by the hourly look, and given up after a month', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    await hear(shop, { id: 8_200 });
    const { id } = shop.place.repository;
    expect(await deployedRows.repositories(scene.context)).toContain(id);
    const later = { ...scene.context, clock: { now: () => Date.now() + 31 * 86_400_000 } };
    expect(await deployedRows.repositories(later)).not.toContain(id);
    expect(await deployedRows.list(scene.context, id)).toEqual([]);
  });
});
