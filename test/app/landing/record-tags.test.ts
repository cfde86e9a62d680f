import { beforeEach, describe, expect, test } from '@jest/globals';
import { branchesAt, broughtBy, walkBack } from '../../../src/app/deployment/chain.ts';
import { recordTags } from '../../../src/app/landing/record-tags.ts';
import { type Tagged, taggedRows } from '../../../src/app/landing/tagged.ts';
import { objectOf } from '../../../src/base/json.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { flushOnce, readEntries, type Shop, useScene, verifyBranch } from '../stages/scene.ts';
import { tipOf, told } from './landing-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const v1 = sha256Hex('refs/tags/v1');
let webhooks = 0;
const tag = async (shop: Shop, before: string | null, after: string | null, more: Partial<Tagged> = {}) => {
  webhooks += 1;
  await taggedRows.note(scene.context, {
    repository: shop.place.repository.id,
    branch: 'main',
    refDigest: v1,
    before,
    after,
    actor: { id: 7, type: 'user' },
    at: Date.now(),
    guid: `tag-${webhooks}`,
    ...more,
  });
  await recordTags(scene.context, shop.place);
};
const annotate = async (shop: Shop, commit: string): Promise<string> => {
  const text = `object ${commit}\ntype commit\ntag v1\ntagger Dana <dana@example.com> 1795000000 +0000\n\none\n`;
  const base64 = Buffer.from(text).toString('base64');
  return (await scene.github.writeObject({ repository: shop.name, type: 'tag', base64 })).oid;
};
const alerts = async (shop: Shop) => {
  await flushOnce(scene.context, shop);
  const all = (await readEntries(scene.context, shop)).filter(({ kind }) => kind === 'alert');
  return all.map(({ statement }) => objectOf(objectOf(statement['predicate'])['countersign_alert']));
};
const aside = async (shop: Shop): Promise<string> =>
  (await scene.github.createCommit({ repository: shop.name, files: { aside: 'a' } })).oid;

describe('a tag is told', () => {
  test('of what landed, once, with who made it; nobody is woken by it', async () => {
    const { shop } = await scene.begun();
    const tip = await tipOf(scene, shop);
    for (let times = 0; times < 2; times += 1)
      await tag(shop, null, tip, { guid: 'the-same', movedAt: Date.parse('2026-11-22T12:00:00Z') });
    const { landed, actors } = await told(scene, shop);
    expect(landed).toEqual([
      {
        how: 'create',
        base: { refDigest: v1 },
        before: null,
        after: tip,
        at: '2026-11-22T12:00:00.000Z',
        result: 'covered',
        covered: [],
        uncovered: [],
        tag: { annotated: false, signature: 'unsigned' },
      },
    ]);
    expect(actors).toEqual([{ id: 7, type: 'user' }]);
    expect(await alerts(shop)).toEqual([]);
    expect(await taggedRows.list(scene.context, shop.place.repository.id)).toEqual([]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  });

  test('an annotated one under the commit that it leads to', async () => {
    const { shop } = await scene.begun();
    const tip = await tipOf(scene, shop);
    const object = await annotate(shop, tip);
    await tag(shop, null, object);
    expect((await told(scene, shop)).landed).toMatchObject([
      { after: object, result: 'covered', tag: { annotated: true, signature: 'unsigned' } },
    ]);
    const entry = (await readEntries(scene.context, shop)).findLast(({ kind }) => kind === 'landed');
    expect(entry?.statement['subject']).toMatchObject([{ digest: { gitCommit: tip } }]);
  });

  test('of what never landed', async () => {
    const { shop } = await scene.begun();
    await tag(shop, null, await aside(shop));
    expect((await told(scene, shop)).landed).toMatchObject([{ how: 'create', result: 'uncovered', uncovered: [] }]);
    expect(await alerts(shop)).toEqual([]);
  });

  test('and one that was moved, or deleted, is an alert each', async () => {
    const { shop } = await scene.begun();
    const [tip, other] = [await tipOf(scene, shop), await aside(shop)];
    await tag(shop, tip, other);
    await tag(shop, other, null);
    const { landed } = await told(scene, shop);
    expect(landed).toMatchObject([
      { how: 'force-push', before: tip, after: other, result: 'uncovered' },
      { how: 'delete', before: other, after: null },
    ]);
    const ids = { repository: shop.place.repository.id, actor: 7 };
    expect(await alerts(shop)).toMatchObject([
      { code: 'tag.moved', severity: 'critical', details: { found: other, ids } },
      { code: 'tag.moved', details: { found: null, ids } },
    ]);
  });

  test('that leads nowhere', async () => {
    const { shop } = await scene.begun();
    await tag(shop, null, 'd'.repeat(40));
    expect((await told(scene, shop)).landed).toMatchObject([
      { result: 'uncovered', tag: { annotated: false, signature: 'unknown' } },
    ]);
  });
});

test('nobody takes it for a branch', async () => {
  const { shop } = await scene.begun();
  const tip = await tipOf(scene, shop);
  await tag(shop, null, tip);
  await told(scene, shop);
  const at = { repository: shop.place.repository.id, commit: tip };
  expect([...(await branchesAt(scene.context, at))]).toEqual([]);
  expect(await broughtBy(scene.context, { ...at, branches: new Set([v1]) })).toEqual([]);
  const walk = { repository: at.repository, refDigest: v1, from: tip, until: null };
  expect(await walkBack(scene.context, walk)).toMatchObject({ end: tip, commits: new Map() });
});

test('what GitHub cannot say stays noted, and keeps no other from being told', async () => {
  const { shop } = await scene.begun();
  const tip = await tipOf(scene, shop);
  const known = scene.context.forge.changes;
  const changes: typeof known = {
    ...known,
    tag: async (place, wanted) => {
      if (wanted.oid !== tip) throw new Error('not now');
      return await known.tag(place, wanted);
    },
  };
  const broken = { ...scene.context, forge: { ...scene.context.forge, changes } };
  const row = { repository: shop.place.repository.id, branch: 'main', refDigest: v1, before: null };
  const actor = { id: 7, type: 'user' } as const;
  await taggedRows.note(scene.context, { ...row, actor, after: 'e'.repeat(40), at: 1, guid: 'first' });
  await taggedRows.note(scene.context, { ...row, actor, after: tip, at: 2, guid: 'second' });
  await expect(recordTags(broken, shop.place)).rejects.toThrow('not now');
  expect((await told(scene, shop)).landed).toMatchObject([{ after: tip }]);
  expect(await taggedRows.list(scene.context, row.repository)).toMatchObject([{ guid: 'first' }]);
});
