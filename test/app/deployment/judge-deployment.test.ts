import { describe, expect, test } from '@jest/globals';
import { findGate } from '../../../src/app/deployment/gate.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { later } from '../landing/landing-scene.ts';
import { verifyBranch } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();
const answerOf = (view: { readonly gates: readonly { readonly answer: { readonly state: string } | null }[] }) =>
  view.gates[0]?.answer?.state ?? null;

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
    await scene.store.subjects.touch([
      { subject: { ...shop.place, key: asked.key, kind: 'deployment', number: null }, guids: [], priority: 0 },
    ]);
    expect(answerOf(await scene.decide(shop, asked, later(scene.context)))).toBe('rejected');
  });
});

describe('what waits', () => {
  test('is told so once, and refused when its time is over', async () => {
    const shop = await scene.deployingShop('approved: { count: 1, by: [owners] }');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    const first = await scene.decide(shop, asked);
    expect(answerOf(first)).toBeNull();
    expect(first.gates[0]?.reports).toHaveLength(1);
    expect(MINUTE).toBeGreaterThan(0);
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
