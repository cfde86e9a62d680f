import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { wantedRulesets } from '../../src/cli/setup/wanted.ts';
import { readProtection } from '../../src/github/protection.ts';
import type { RulesetDefinition } from '../../src/github/rulesets.ts';
import { LEDGER_BRANCH } from '../../src/ledger/layout.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const read = ({ api, place }: Scene) => readProtection(api, place.repository, LEDGER_BRANCH);
const create = async ({ repository }: Scene, definition: Pick<RulesetDefinition, 'name' | 'include' | 'rules'>) =>
  await github.createRuleset({
    on: repository,
    name: definition.name,
    include: [...definition.include],
    rules: definition.rules.map(({ type }) => ({ type }) as { type: 'deletion' }),
  });
const [writers, appendOnly] = wantedRulesets(7, []).map(({ definition }) => definition);
const protection = (isReserved: boolean, isAppendOnly: boolean) => ({
  known: true,
  value: { isReserved, isAppendOnly },
});

describe('the branch of a ledger', () => {
  test('is protected by the two rulesets that setup makes, and by neither alone', async () => {
    if (writers === undefined || appendOnly === undefined) throw new Error('setup wants two rulesets');
    const [first, second] = [await openScene(github), await openScene(github)];
    expect(await read(first)).toEqual(protection(false, false));
    await create(first, writers);
    // Whoever is let through may delete it, too.
    expect(await read(first)).toEqual(protection(true, false));
    await create(first, appendOnly);
    expect(await read(first)).toEqual(protection(true, true));
    await create(second, appendOnly);
    expect(await read(second)).toEqual(protection(false, true));
  });

  test.each(['deletion', 'non_fast_forward'])('is not append-only by %s alone', async (type) => {
    const scene = await openScene(github);
    await create(scene, { name: 'r', include: ['~ALL'], rules: [{ type, parameters: null }] });
    expect(await read(scene)).toEqual(protection(false, false));
  });

  test('costs one request to ask about', async () => {
    const scene = await openScene(github);
    await read(scene);
    await github.resetStats();
    await read(scene);
    expect((await github.stats()).total).toBe(1);
  });

  test('a GitHub that fails is an error, to be asked again', async () => {
    const scene = await openScene(github);
    await github.arm({
      on: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
      action: { kind: 'status', status: 502 },
    });
    await expect(read(scene)).rejects.toMatchObject({ code: 'github.unavailable' });
  });
});
