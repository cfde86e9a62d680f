import { afterEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { floorKey, forgetOldPolicies, markPolicyChanged, policyKey } from '../../../src/app/stages/last-policy.ts';
import { rememberedOf } from '../../../src/app/stages/remembered.ts';
import { DAY, HOUR, MINUTE } from '../../../src/base/clock.ts';
import { restarted } from './bench.ts';
import { type Change, flushOnce, judge, readEntries, type Shop, useScene } from './scene.ts';

const scene = useScene();
afterEach(async () => {
  await scene.github.disarm();
});

/** GitHub answers, and fails to show the policy at the tip of the base. */
const failPolicy = async (times = 100): Promise<unknown> =>
  await scene.github.arm({
    on: 'GRAPHQL query Collect',
    count: times,
    action: {
      kind: 'graphql-errors',
      keepData: true,
      when: 'after',
      errors: [
        // As ever where an organisation has no floor.
        { type: 'NOT_FOUND', path: ['floor'], message: 'Could not resolve to a Repository' },
        {
          type: 'SERVICE_UNAVAILABLE',
          path: ['repository', 'pullRequest', 'baseRef', 'target', 'file'],
          message: 'Something went wrong',
        },
      ],
    },
  });

const later = (context: Context, by: number): Context => {
  const { clock } = context;
  return { ...context, clock: { now: () => clock.now() + by } };
};

const resultOf = async ({ key }: Change): Promise<string | undefined> =>
  (await scene.store.subjects.read(key))?.verdict?.result;
/** Never: far away. */
const validUntilOf = async ({ key }: Change): Promise<number> => {
  const rows = await scene.database.query<{ until: number | null }>(
    'select valid_until as until from countersign.subject where key = $1',
    [key],
  );
  return rows[0]?.until ?? Number.POSITIVE_INFINITY;
};
const notesOf = async ({ key }: Change): Promise<string> =>
  JSON.stringify(rememberedOf((await scene.store.subjects.read(key))?.verdict?.verdict).explanation?.notes);

async function begun(): Promise<{ readonly shop: Shop; readonly change: Change; readonly context: Context }> {
  const { shop, change } = await scene.begun();
  return { shop, change, context: restarted(scene.context) };
}

describe('a policy that GitHub fails to show', () => {
  test('counts as it was read last, and the decision, and its entry, say so', async () => {
    const { shop, context } = await begun();
    const change = await shop.propose('SHOP-2 while GitHub fails');
    await failPolicy();
    await judge(context, change);
    expect(await resultOf(change)).toBe('allow');
    expect(await notesOf(change)).toContain('GitHub failed to show the policy: the one that was read at');
    expect((await validUntilOf(change)) - context.clock.now()).toBeLessThanOrEqual(MINUTE);
    // The same again is no other decision.
    await judge(context, change);
    await flushOnce(context, shop);
    const entries = await readEntries(context, shop);
    expect(entries.map(({ kind }) => kind)).toEqual(['ledger', 'policy', 'decision', 'decision']);
    expect(JSON.stringify(entries.at(-1)?.statement)).toContain('policy.read-earlier');
    const kept = await scene.database.query(
      `select 1 from countersign.evidence where ledger = $1 and document like '%"readAt"%'`,
      [(await shop.ledger()).id],
    );
    expect(kept).not.toEqual([]);
    await scene.github.disarm();
    await judge(context, change);
    expect(await notesOf(change)).not.toContain('failed to show');
    await flushOnce(context, shop);
    expect((await readEntries(context, shop)).map(({ kind }) => kind)).toHaveLength(5);
  });

  test.each([
    ['the time is over', async (context: Context) => later(context, HOUR)],
    [
      'the setting allows none',
      async (context: Context) => ({ ...context, config: { ...context.config, policyGrace: 0 } }),
    ],
    [
      'a push may have changed it',
      async (context: Context, { place }: Shop) => {
        await markPolicyChanged(context, policyKey(place, 'main'));
        return context;
      },
    ],
  ])('nothing passes when %s, and it is asked for again', async (_, change) => {
    const { shop, context } = await begun();
    const proposed = await shop.propose('SHOP-2 too late');
    const now = await change(context, shop);
    await failPolicy();
    await judge(now, proposed);
    expect(await resultOf(proposed)).toBe('unknown');
    expect((await validUntilOf(proposed)) - now.clock.now()).toBeLessThanOrEqual(MINUTE);
  });

  test('a change of another branch’s policy, or of another floor, changes nothing', async () => {
    const { shop, context } = await begun();
    const change = await shop.propose('SHOP-2 others');
    await markPolicyChanged(context, policyKey(shop.place, 'other'));
    await markPolicyChanged(context, floorKey({ owner: 'Acme', name: '.github' }));
    await failPolicy();
    await judge(context, change);
    expect(await resultOf(change)).toBe('allow');
    expect(floorKey({ owner: 'Acme', name: '.GitHub' })).toBe('floor:acme/.github/');
  });

  test('a removed one does not come back', async () => {
    const { shop, change, context } = await begun();
    await scene.github.pushCommit({
      repository: shop.name,
      branch: 'main',
      files: { '.github/countersign.yml': null },
      as: scene.sample.owner.login,
    });
    await judge(context, change);
    expect(await resultOf(change)).toBe('deny');
    await failPolicy();
    await judge(context, change);
    expect(await resultOf(change)).toBe('unknown');
  });

  test('one that nobody knows of is no reason for a red check: it is asked again', async () => {
    const shop = await scene.shop({ '.github/countersign.yml': null });
    const change = await shop.propose('nothing');
    await failPolicy();
    await expect(judge(restarted(scene.context), change)).rejects.toMatchObject({ code: 'github.unavailable' });
    expect(await scene.github.checkRuns({ repository: shop.name, sha: change.head })).toEqual([]);
  });
});

test('what was read or pushed days ago is forgotten, and nothing else', async () => {
  const { shop, change, context } = await begun();
  const { memory } = scene.store;
  await judge(context, change);
  const [own, old] = [policyKey(shop.place, 'main'), floorKey({ owner: 'acme', name: 'rules' })];
  const fresh = floorKey({ owner: 'acme', name: 'rules-too' });
  const past = { ...context, clock: { now: () => context.clock.now() - 2 * DAY - MINUTE } };
  for (const key of [old, policyKey(shop.place, 'gone')]) await markPolicyChanged(past, key);
  for (const key of [fresh, own]) await markPolicyChanged(context, key);
  await forgetOldPolicies(context);
  const keys = (await memory.list('policy-changed', '')).map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining([fresh, own]));
  expect(keys).not.toContain(old);
  expect(await memory.get('policy-read', own)).not.toBeNull();
  await forgetOldPolicies({ ...context, clock: { now: () => context.clock.now() + 3 * DAY } });
  expect([...(await memory.list('policy-changed', '')), ...(await memory.list('policy-read', ''))]).toEqual([]);
});
