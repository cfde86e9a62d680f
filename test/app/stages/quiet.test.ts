import { describe, expect, test } from '@jest/globals';
import { isQuiet, isUnasked, rememberAsked } from '../../../src/app/stages/quiet.ts';
import { report } from '../../../src/app/stages/report.ts';
import { sayUnjudged } from '../../../src/app/stages/unjudged.ts';
import { Fault } from '../../../src/base/fault.ts';
import { requireCheck } from './required-check.ts';
import { type Change, flushOnce, judge, readActs, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();

const POLICY = '.github/countersign.yml';
const OBSERVED = 'version: 1\nrules:\n  - { name: nowhere, enforce: observe, require: { base: nowhere } }\n';

const observed = async (): Promise<{ shop: Shop; change: Change }> => {
  const shop = await scene.shop({ [POLICY]: OBSERVED });
  return { shop, change: await shop.propose('SHOP-1') };
};

/** All three stages, as if nobody but ourselves had thought of it. */
async function sweepOnce(shop: Shop, change: Change): Promise<void> {
  await judge(scene.context, change);
  await flushOnce(scene.context, shop);
  await report(scene.context, change.key);
}

async function failOnce(change: Change): Promise<void> {
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'a-test', 60_000);
  if (lease === null) throw new Error('no lease');
  await sayUnjudged(scene.context, lease, {
    fault: new Fault('github.forbidden', 'Resource not accessible by integration'),
    attempt: 1,
    isLast: false,
    since: 0,
  });
  await scene.store.subjects.release(lease, 0);
}

const titlesOf = async (shop: Shop, { head }: Change) =>
  (await scene.github.checkRuns({ repository: shop.name, sha: head })).map(({ title, conclusion }) => [
    title,
    conclusion,
  ]);
const UNJUDGED = ['Could not be judged (github.forbidden)', 'failure'];
const SHOWN = ['Only observing: would have been blocked by 1 rule', 'success'];

describe('a pull request that nobody asked about, where rules only observe', () => {
  test('is recorded, and nothing is written on it', async () => {
    const { shop, change } = await observed();
    await sweepOnce(shop, change);
    expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision']);
    await sweepOnce(shop, change);
    expect(await titlesOf(shop, change)).toEqual([]);
    expect(await readActs(scene.context, shop)).toHaveLength(3);
  });

  test('has its check as soon as somebody does something to it, and no second entry', async () => {
    const { shop, change } = await observed();
    await sweepOnce(shop, change);
    await scene.store.subjects.touch([{ subject: change.subject, guids: ['a-webhook'], priority: 0 }]);
    await sweepOnce(shop, change);
    expect(await titlesOf(shop, change)).toEqual([SHOWN]);
    expect(await readActs(scene.context, shop)).toHaveLength(3);
    await sweepOnce(shop, change);
    expect(await titlesOf(shop, change)).toEqual([SHOWN]);
  });

  test('has its check when somebody asks for it by a comment', async () => {
    const { shop, change } = await observed();
    await sweepOnce(shop, change);
    await rememberAsked(scene.context, change.subject);
    await sweepOnce(shop, change);
    expect(await titlesOf(shop, change)).toEqual([SHOWN]);
  });

  test('has its check where GitHub waits for it', async () => {
    const { shop, change } = await observed();
    await requireCheck(scene, shop);
    await sweepOnce(shop, change);
    expect(await titlesOf(shop, change)).toEqual([SHOWN]);
  });

  test('is left alone also while it cannot be judged, but not where somebody asks or GitHub waits', async () => {
    const { shop, change } = await observed();
    await sweepOnce(shop, change);
    await failOnce(change);
    expect(await titlesOf(shop, change)).toEqual([]);
    await scene.store.subjects.touch([{ subject: change.subject, guids: ['a-webhook'], priority: 0 }]);
    await failOnce(change);
    expect(await titlesOf(shop, change)).toEqual([UNJUDGED]);
    const other = await observed();
    await sweepOnce(other.shop, other.change);
    await requireCheck(scene, other.shop);
    await failOnce(other.change);
    expect(await titlesOf(other.shop, other.change)).toEqual([UNJUDGED]);
  });

  test('has its check where one of ours stands already: a red that no longer holds must not stay', async () => {
    const { shop, change } = await observed();
    await sweepOnce(shop, change);
    const second = await shop.propose('SHOP-2');
    await failOnce(second);
    expect(await titlesOf(shop, second)).toEqual([UNJUDGED]);
    await sweepOnce(shop, second);
    expect(await titlesOf(shop, second)).toEqual([SHOWN]);
  });

  test('has no check either where there was no policy when it was found', async () => {
    const shop = await scene.shop({ [POLICY]: null });
    const change = await shop.propose('SHOP-1');
    await sweepOnce(shop, change);
    const files = { [POLICY]: OBSERVED };
    await scene.github.pushCommit({ repository: shop.name, branch: 'main', message: 'policy\n', files });
    await sweepOnce(shop, change);
    expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision']);
    expect(await titlesOf(shop, change)).toEqual([]);
  });

  test('is found by the look at silent bases, should the check be required later', async () => {
    const { shop, change } = await observed();
    await sweepOnce(shop, change);
    const { installation, repository } = shop.place;
    expect(await scene.store.subjects.silentBases(null, 1_000)).toContainEqual({
      installation,
      repository,
      base: 'main',
    });
  });
});

test('a rule that blocks is shown to everybody, whoever found the pull request', async () => {
  const shop = await scene.shop({ [POLICY]: OBSERVED.replace('observe', 'block') });
  const change = await shop.propose('SHOP-1');
  await sweepOnce(shop, change);
  expect(await titlesOf(shop, change)).toEqual([['Blocked: this base branch is not allowed', 'failure']]);
});

test('what was shown before stays shown', async () => {
  const { shop, change } = await observed();
  await scene.store.subjects.touch([{ subject: change.subject, guids: ['a-webhook'], priority: 0 }]);
  await sweepOnce(shop, change);
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'a-test', 60_000);
  const verdict = lease?.last?.verdict['verdict'] as unknown as Parameters<typeof isQuiet>[2];
  if (lease === null) throw new Error('no lease');
  expect(await isQuiet(scene.context, lease, verdict)).toBe(false);
  expect(await isQuiet(scene.context, { ...lease, last: null }, verdict)).toBe(true);
});

test('somebody waits for a verdict that a webhook speaks of, or that was asked for just now', async () => {
  const { change } = await observed();
  const { subject } = change;
  let now = 1_000_000;
  const context = { store: scene.store, clock: { now: () => now } };
  const unasked = (guids: readonly string[] = []) => isUnasked(context, { subject, guids });
  expect([await unasked(), await unasked(['a-webhook'])]).toEqual([true, false]);
  await rememberAsked(context, subject);
  expect(await unasked()).toBe(false);
  now += 11 * 60_000;
  expect(await unasked()).toBe(true);
});
