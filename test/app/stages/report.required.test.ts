import { describe, expect, test } from '@jest/globals';
import { requireCheck } from './required-check.ts';
import { type Change, judge, runThrough, type Shop, useScene } from './scene.ts';

const scene = useScene();

const OBSERVED = 'version: 1\nrules:\n  - { name: nowhere, enforce: observe, require: { base: nowhere } }\n';

async function summaryOf(shop: Shop, change: Change): Promise<string> {
  await runThrough(scene.context, { shop, change });
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  return run?.summary ?? '';
}

const setupOf = ({ name }: Shop) => `npx countersign setup ${name}`;
const ABSENT = 'No rule of main that this app can see requires this check: then it stops nobody.';
const UNPINNED = 'The rules of main take this check from anybody who may write, not only from this app';

describe('the check says', () => {
  test.each(['SHOP-1', 'no ticket'])('that nobody requires it, and how to require it (%s)', async (title) => {
    const shop = await scene.shop();
    const summary = await summaryOf(shop, await shop.propose(title));
    expect(summary).toContain(ABSENT);
    expect(summary).toContain(setupOf(shop));
  });

  test.each(['SHOP-1', 'no ticket'])('that anybody could set it, and how to pin it (%s)', async (title) => {
    const shop = await scene.shop();
    await requireCheck(scene, shop, null);
    const summary = await summaryOf(shop, await shop.propose(title));
    expect(summary).toContain(UNPINNED);
    expect(summary).toContain(setupOf(shop));
  });

  test('nothing about it where it is required of this app', async () => {
    const shop = await scene.shop();
    await requireCheck(scene, shop);
    const summary = await summaryOf(shop, await shop.propose('SHOP-1'));
    expect(summary).not.toContain('countersign setup');
  });

  test('nothing about it where rules only observe', async () => {
    const shop = await scene.shop({ '.github/countersign.yml': OBSERVED });
    const change = await shop.propose('SHOP-1');
    await scene.store.subjects.touch([{ subject: change.subject, guids: ['a-webhook'], priority: 0 }]);
    const summary = await summaryOf(shop, change);
    expect(summary).toContain('every rule that applies only observes');
    expect(summary).not.toContain('countersign setup');
  });

  test('what changed since, at the next evaluation, and needs no entry for it', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    expect(await summaryOf(shop, change)).toContain(ABSENT);
    const { decided } = await shop.ledger();
    await requireCheck(scene, shop);
    expect(await summaryOf(shop, change)).not.toContain(ABSENT);
    expect((await shop.ledger()).decided.size).toBe(decided.size);
  });
});

test('the first evaluation takes no request for it', async () => {
  const shop = await scene.shop();
  await judge(scene.context, await shop.propose('SHOP-1'));
  const change = await shop.propose('SHOP-2');
  await scene.github.resetStats();
  await judge(scene.context, change);
  expect((await scene.github.stats()).total).toBe(1);
});
