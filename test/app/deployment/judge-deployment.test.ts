import { describe, expect, test } from '@jest/globals';
import { findGate } from '../../../src/app/deployment/gate.ts';
import { notePushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { later, pushedIn, tipOf } from '../landing/landing-scene.ts';
import { runThrough, type Shop, verifyBranch } from '../stages/scene.ts';
import { type Asked, useDeployments } from './deployment-scene.ts';

const scene = useDeployments();
const answerOf = (view: { readonly gates: readonly { readonly answer: { readonly state: string } | null }[] }) =>
  view.gates[0]?.answer?.state ?? null;

const again = async (shop: Shop, { key }: Asked): Promise<void> => {
  const subject = { ...shop.place, key, kind: 'deployment', number: null };
  await scene.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
};

describe('a deployment of what landed', () => {
  test('under a passing decision is allowed; the entry says which run waited', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    const view = await scene.decide(shop, asked);
    expect(answerOf(view)).toBe('approved');
    const [decision] = (await scene.told(shop, 'countersign_decision')).filter(({ kind }) => kind === 'deployment');
    expect(decision).toMatchObject({
      verdict: 'allow',
      environment: 'production',
      deployment: { id: asked.id, run: asked.run, attempt: 1 },
    });
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
    expect(await findGate(scene.context, { key: asked.key })).toBeNull();
  });

  test('without one is refused, and names the commit', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    await scene.land(shop);
    const commit = await scene.pushHot(shop);
    const view = await scene.decide(shop, await scene.ask(shop, { commit }));
    expect(answerOf(view)).toBe('rejected');
    expect(view.gates[0]?.answer?.comment).toContain(commit.slice(0, 7));
  });

  test('a commit that never reached the branch is not shipped as part of it', async () => {
    const shop = await scene.deployingShop('source: reviewed\nlanded_on: main');
    await scene.land(shop);
    const { oid } = await scene.github.pushCommit({
      repository: shop.name,
      branch: 'elsewhere',
      as: scene.sample.owner.login,
      files: { 'evil.txt': 'x\n' },
    });
    const asked = await scene.ask(shop, { commit: oid });
    expect(answerOf(await scene.decide(shop, asked))).toBeNull(); // its webhook may be on its way
    await again(shop, asked);
    expect(answerOf(await scene.decide(shop, asked, later(scene.context)))).toBe('rejected');
  });
});

describe('what waits', () => {
  test('is told so, once', async () => {
    const shop = await scene.deployingShop('approved: { count: 1, by: [owners] }');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    const first = await scene.decide(shop, asked);
    expect(answerOf(first)).toBeNull();
    expect(first.gates[0]?.reports).toHaveLength(1);
    await again(shop, asked);
    expect((await scene.decide(shop, asked)).gates[0]?.reports).toHaveLength(1);
  });

  test('waits for somebody to mend it, as long as the policy says, and is refused then', async () => {
    const shop = await scene.deployingShop('source: reviewed', 'unmet: wait 2h\n');
    const commit = await scene.pushHot(shop);
    const asked = await scene.ask(shop, { commit });
    const first = await scene.decide(shop, asked);
    expect(answerOf(first)).toBeNull();
    expect(first.gates[0]?.reports[0]).toMatch(/Refused at \d\d:\d\d UTC if nothing changes/);
    const runs = await scene.github.checkRuns({ repository: shop.name, sha: commit });
    expect(runs.find(({ name }) => name === 'countersign: deploy to production')?.status).toBe('in_progress');
    await again(shop, asked);
    const hoursLater = { ...scene.context, clock: { now: () => Date.now() + 2 * HOUR } };
    expect(answerOf(await scene.decide(shop, asked, hoursLater))).toBe('rejected');
  });

  test('where no policy speaks of deployments: let pass with a note, or left alone', async () => {
    const shop = await scene.shop();
    await scene.github.createEnvironment({
      repository: shop.name,
      name: 'production',
      gates: [scene.sample.app.appId],
    });
    await runThrough(scene.context, { shop, change: await shop.propose('SHOP-1') });
    const commit = await tipOf(scene, shop);
    const noted = await scene.decide(shop, await scene.ask(shop, { commit }));
    expect(noted.gates[0]?.answer).toMatchObject({ state: 'approved', comment: expect.stringContaining('No policy') });
    const left = { ...scene.context, config: { ...scene.context.config, unnamedEnvironments: 'leave' as const } };
    expect(answerOf(await scene.decide(shop, await scene.ask(shop, { commit }), left))).toBeNull();
  });

  test('a run that ended meanwhile needs no answer', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    await scene.github.finishWorkflow({ run: asked.run, conclusion: 'cancelled' });
    expect(answerOf(await scene.decide(shop, asked))).toBeNull();
    expect(await findGate(scene.context, { key: asked.key })).toBeNull();
    expect(await scene.store.subjects.read(asked.key)).toMatchObject({ open: false });
  });
});

describe('an answer is for what waits now', () => {
  test('that something may go to staging says nothing of how it landed', async () => {
    const staging =
      '  - name: anything goes to staging\n    on: [deployment]\n    when: { environment: staging }\n    require: { environment: staging }\n';
    const shop = await scene.deployingShop('source: reviewed', staging);
    await scene.github.createEnvironment({ repository: shop.name, name: 'staging', gates: [scene.sample.app.appId] });
    const before = await tipOf(scene, shop);
    const { oid } = await scene.github.pushCommit({
      repository: shop.name,
      branch: 'main',
      as: scene.sample.owner.login,
      files: { 'hot.txt': 'x\n' },
      bypassRules: true,
    });
    const asked = await scene.ask(shop, { commit: oid, environment: 'staging' });
    expect(answerOf(await scene.decide(shop, asked))).toBe('approved');
    await notePushed(scene.context, pushedIn(shop, { before, after: oid }));
    await recordLandings(later(scene.context), shop.place);
    expect(await scene.told(shop, 'countersign_landed')).toMatchObject([{ result: 'uncovered', uncovered: [oid] }]);
  });

  test('of an attempt that is over nothing is answered, nor of a job that another one waits behind', async () => {
    const shop = await scene.deployingShop('approved: { count: 1, by: [owners] }');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    await scene.decide(shop, asked);
    expect(await findGate(scene.context, asked)).toMatchObject({ attempt: 1 });
    await scene.github.finishWorkflow({ run: asked.run, conclusion: 'cancelled' });
    await scene.github.rerunWorkflow({ run: asked.run });
    await again(shop, asked);
    await scene.decide(shop, asked);
    expect(await findGate(scene.context, asked)).toBeNull();
    expect(await scene.store.subjects.read(asked.key)).toMatchObject({ open: false });
  });

  test('a run that GitHub does not show is looked for, and forgotten in the end', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
    await scene.github.arm({ on: route, action: { kind: 'status', status: 404 }, count: 1 });
    await evaluate(scene.context, asked.key);
    expect(await findGate(scene.context, asked)).not.toBeNull();
    await again(shop, asked);
    expect(answerOf(await scene.decide(shop, asked))).toBe('approved');
  });
});
