import { describe, expect, test } from '@jest/globals';
import { fileEntries } from '../../../src/app/archive/file-entries.ts';
import { branchesAt, broughtBy, lateCoversOf, walkBack } from '../../../src/app/deployment/chain.ts';
import { notePushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { refDigestOf } from '../../../src/app/stages/known-policies.ts';
import { later, pushedIn, tipOf } from '../landing/landing-scene.ts';
import { flushOnce, type Shop } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();
const refDigest = refDigestOf('main');

async function walk(shop: Shop, from: string, until: string | null) {
  await fileEntries(scene.context);
  return await walkBack(scene.context, { repository: shop.place.repository.id, refDigest, from, until });
}

describe('how a branch came to be at a commit', () => {
  test('push by push, with the decision that covers each commit, back to what is looked for', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const start = await tipOf(scene, shop);
    const first = await scene.land(shop);
    const hot = await scene.pushHot(shop);
    const last = await scene.land(shop);
    const whole = await walk(shop, last, start);
    expect([whole.isWhole, whole.isStraight, whole.end]).toEqual([true, true, start]);
    const commits = [...whole.commits.values()];
    expect(commits.at(0)?.oid).toBe(last);
    expect(commits.filter(({ decision }) => decision === null)).toMatchObject([
      { oid: hot, landed: { how: 'push', by: 5 } },
    ]);
    expect(commits.find(({ oid }) => oid === first)).toMatchObject({
      change: expect.any(Number),
      landed: { how: 'merge' },
    });
    const since = await walk(shop, last, hot);
    expect([...since.commits.keys()]).not.toContain(hot);
  });

  test('as far as it is recorded, where what is looked for is not on the way', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const start = await tipOf(scene, shop);
    const last = await scene.land(shop);
    expect(await walk(shop, last, 'f'.repeat(40))).toMatchObject({ end: start, isWhole: false });
    expect(await walk(shop, 'e'.repeat(40), null)).toMatchObject({ end: 'e'.repeat(40), isWhole: false });
  });

  test('what was told late, because no decision covers it, is on the way all the same', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const start = await tipOf(scene, shop);
    const { oid: hot } = await scene.github.pushCommit({
      repository: shop.name,
      branch: 'main',
      files: { 'hot.txt': 'fix\n' },
      bypassRules: true,
    });
    const last = await scene.land(shop);
    expect(await walk(shop, last, null)).toMatchObject({ end: hot });
    await notePushed(scene.context, pushedIn(shop, { before: start, after: hot, guid: 'late' }));
    await recordLandings(later(scene.context), shop.place);
    await flushOnce(scene.context, shop);
    const whole = await walk(shop, last, null);
    expect(whole.end).toBe(start);
    expect(whole.commits.get(hot)).toMatchObject({ decision: null, landed: { how: 'push' } });
  });

  test('a branch that is moved back and forth leads nobody in a circle', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const start = await tipOf(scene, shop);
    const hot = await scene.pushHot(shop);
    await scene.github.moveRef({ repository: shop.name, ref: 'refs/heads/main', oid: start });
    await notePushed(scene.context, pushedIn(shop, { before: hot, after: start, guid: 'back' }));
    await scene.github.moveRef({ repository: shop.name, ref: 'refs/heads/main', oid: hot });
    await notePushed(scene.context, pushedIn(shop, { before: start, after: hot, guid: 'forth', at: Date.now() + 1 }));
    await recordLandings(later(scene.context), shop.place);
    await flushOnce(scene.context, shop);
    expect(await walk(shop, hot, null)).toMatchObject({ end: start, isStraight: false });
  });

  test('which branches a push left at a commit, and what it brought', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const hot = await scene.pushHot(shop);
    await fileEntries(scene.context);
    const about = { repository: shop.place.repository.id, commit: hot };
    expect([...(await branchesAt(scene.context, about))]).toEqual([refDigest]);
    expect(await broughtBy(scene.context, { ...about, branches: new Set([refDigest]) })).toMatchObject([
      { oid: hot, decision: null },
    ]);
    expect(await broughtBy(scene.context, { ...about, branches: new Set(['e'.repeat(64)]) })).toEqual([]);
    expect(await lateCoversOf(scene.context, about)).toEqual([]);
  });
});
