import { describe, expect, test } from '@jest/globals';
import { judgeByAlerts } from '../../../src/app/alert-news.ts';
import { alertsOf } from '../../../src/app/stages/alerts.ts';
import { gather } from '../../../src/app/stages/gather.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { noNeeds } from '../../../src/policy/needs.ts';
import { makeFacts } from '../../policy/scenery.ts';
import { useDeployments } from '../deployment/deployment-scene.ts';

const scene = useDeployments();
const HIGH = 'alerts: { code_scanning: { none_of: high } }';
const routes = async (): Promise<readonly string[]> =>
  Object.keys((await scene.github.stats()).byRoute).filter((route) => /scanning|dependabot/.test(route));

test('nothing is read that no rule asks for', async () => {
  const { place } = await scene.shop();
  const { change } = makeFacts();
  await scene.github.resetStats();
  expect(await alertsOf(scene.context, { place, needs: noNeeds, change })).toEqual({});
  expect((await scene.github.stats()).total).toBe(0);
  const { alerts } = await alertsOf(scene.context, { place, needs: { ...noNeeds, secretScanning: true }, change });
  expect(alerts).toMatchObject({
    codeScanning: { known: false, why: { code: 'not-needed' } },
    secretScanning: { known: true },
    dependencies: { known: false, why: { code: 'not-needed' } },
  });
  expect(await routes()).toEqual(['GET /repos/{owner}/{repo}/secret-scanning/alerts']);
});

test('of a pull request its merge with the base is asked about, once', async () => {
  const text = `version: 1\nrules:\n  - name: scanned\n    require:\n      ${HIGH}\n`;
  const shop = await scene.shop({ '.github/countersign.yml': text });
  const { subject, head, number } = await shop.propose('SHOP-1 fix');
  const ref = `refs/pull/${number}/merge`;
  await scene.github.addAnalysis({ repository: shop.name, commit: head, ref });
  await scene.github.addAlert({ repository: shop.name, kind: 'code_scanning', severity: 'high', ref });
  await scene.github.resetStats();
  const { facts } = await gather(scene.context, { subject }, null);
  expect((await scene.github.stats()).byRoute).toMatchObject({ 'GET /repos/{owner}/{repo}/code-scanning/alerts': 1 });
  expect(facts.alerts).toMatchObject({
    codeScanning: { value: { groups: [{ severity: 'high', count: 1 }], analyses: [{ ofCommit: expect.any(Number) }] } },
    secretScanning: { known: false },
  });
});

describe('a deployment', () => {
  test('waits for an analysis of its commit, and then passes', async () => {
    const shop = await scene.deployingShop(HIGH);
    const repository = shop.name;
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    expect((await scene.decide(shop, asked)).gates[0]?.answer ?? null).toBeNull();
    const due = await scene.store.subjects.due(Date.now() + 5 * MINUTE, 1_000);
    expect(due.map(({ key }) => key)).toContain(asked.key);
    await scene.github.addAnalysis({ repository, commit });
    await judgeByAlerts(scene.context, shop.place);
    expect((await scene.decide(shop, asked)).gates[0]?.answer).toMatchObject({ state: 'approved' });
  });

  test('is refused while an alert is open, and says how many', async () => {
    const shop = await scene.deployingShop(HIGH);
    const repository = shop.name;
    const commit = await scene.land(shop);
    await scene.github.addAnalysis({ repository, commit });
    await scene.github.addAlert({ repository, kind: 'code_scanning', severity: 'critical', commit });
    const answer = (await scene.decide(shop, await scene.ask(shop, { commit }))).gates[0]?.answer;
    expect(answer?.state).toBe('rejected');
    expect(answer?.comment).toContain('1 open alert of code scanning');
  });

  test('is not let pass where the feature is off', async () => {
    const shop = await scene.deployingShop('alerts: { secret_scanning: none, dependencies: { none_of: critical } }');
    const repository = shop.name;
    const words = 'Dependabot alerts are disabled for this repository.';
    await scene.github.setAlertsOff({ repository, kind: 'dependencies', words });
    const commit = await scene.land(shop);
    const view = await scene.decide(shop, await scene.ask(shop, { commit }));
    expect(view.gates[0]?.answer?.state).not.toBe('approved');
    const decision = (await scene.told(shop, 'countersign_decision')).findLast(({ kind }) => kind === 'deployment');
    expect(decision).toMatchObject({ verdict: 'unknown' });
  });
});
