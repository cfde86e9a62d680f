import { describe, expect, test } from '@jest/globals';
import { approveDeployment } from '../../../src/app/deployment/approve-deployment.ts';
import type { Person } from '../../../src/policy/facts.ts';
import type { Shop } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();

/** Somebody who takes no part in anything but this. */
async function newcomer(shop: Shop): Promise<Person> {
  const login = `rel-${shop.place.repository.id}`;
  const { id } = await scene.github.createUser({ login, organization: scene.sample.organization });
  await scene.github.setCollaborator({ repository: shop.name, user: login, permission: 'write' });
  return { id, login, type: 'user' };
}

async function waiting() {
  const shop = await scene.deployingShop('approved: { count: 1, not_by: [deployer] }');
  const commit = await scene.land(shop);
  const person = await newcomer(shop);
  const { number } = await shop.propose('SHOP-2 talk');
  const approve = async (environment: string, by: Person): Promise<void> => {
    await scene.store.memory.forget('answer', '');
    await approveDeployment(scene.context, {
      task: 'approve',
      place: shop.place,
      number,
      environment,
      by,
      at: Date.now(),
    });
  };
  return { shop, commit, person, number, approve };
}

const stateOf = (view: Awaited<ReturnType<typeof scene.decide>>) => view.gates[0]?.answer?.state ?? null;

describe('an approval of what waits', () => {
  test('by comment, in whatever case the environment is written', async () => {
    const { shop, commit, person, approve } = await waiting();
    const asked = await scene.ask(shop, { commit });
    expect(stateOf(await scene.decide(shop, asked))).toBeNull();
    await approve('Production', person);
    expect(stateOf(await scene.decide(shop, asked))).toBe('approved');
    const [decision] = (await scene.told(shop, 'countersign_decision')).filter(
      ({ verdict, kind }) => verdict === 'allow' && kind === 'deployment',
    );
    expect(decision).toMatchObject({ approvals: { counted: [{ reviewer: person.id }] } });
  });

  test('is for what waits then: of one that comes too early the writer is told so', async () => {
    const { shop, number, person, approve, commit } = await waiting();
    await approve('production', person);
    expect((await scene.github.comments({ repository: shop.name, number })).at(-1)?.body).toContain('No deployment to');
    expect(stateOf(await scene.decide(shop, await scene.ask(shop, { commit })))).toBeNull();
  });

  test('not by whoever deploys, nor by somebody who may not write here', async () => {
    const { shop, approve, commit } = await waiting();
    const asked = await scene.ask(shop, { commit });
    const { id, login } = scene.sample.owner;
    await approve('production', { id, login, type: 'user' });
    expect(stateOf(await scene.decide(shop, asked))).toBeNull();
    const eve = await scene.github.createUser({ login: `eve-${shop.place.repository.id}` });
    await approve('production', { id: eve.id, login: `eve-${shop.place.repository.id}`, type: 'user' });
    expect(
      (await scene.context.store.memory.list('waiting-gate', '')).flatMap(({ value }) => (value as never)['approvals']),
    ).toHaveLength(1);
  });

  test('on the run’s page, by a reviewer of the environment', async () => {
    const { shop, commit, person } = await waiting();
    await scene.github.updateEnvironment({ repository: shop.name, name: 'production', reviewers: [person.login] });
    const asked = await scene.ask(shop, { commit });
    await scene.github.reviewDeployment({
      repository: shop.name,
      run: asked.run,
      environment: 'production',
      as: person.login,
      state: 'approved',
    });
    expect(stateOf(await scene.decide(shop, asked))).toBe('approved');
  });
});
