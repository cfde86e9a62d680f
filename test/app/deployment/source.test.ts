import { describe, expect, test } from '@jest/globals';
import { readShipped, type Shipping } from '../../../src/app/deployment/source.ts';
import { forgetPushed, listPushed, notePushed } from '../../../src/app/landing/pushed.ts';
import { known } from '../../../src/policy/facts.ts';
import { later, pushedIn, tipOf } from '../landing/landing-scene.ts';
import type { Shop } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();

const read = async (shop: Shop, commit: string, more: Partial<Shipping> = {}, context = scene.context) =>
  await readShipped(context, {
    place: shop.place,
    ledger: await shop.ledger(),
    environment: 'production',
    askedAt: Date.now(),
    commit,
    tree: '',
    base: 'main',
    tip: await tipOf(scene, shop),
    names: ['main', 'else'],
    ...more,
  });

describe('what a deployment would bring', () => {
  test('the first one: whatever landed since the record of the branch began, at no request', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const start = await tipOf(scene, shop);
    await scene.land(shop);
    const hot = await scene.pushHot(shop);
    const last = await scene.land(shop);
    await scene.github.resetStats();
    const shipped = await read(shop, last);
    expect((await scene.github.stats()).total).toBe(0);
    expect(shipped.landedOn).toEqual(known(['main']));
    expect(shipped.source).toMatchObject({ known: true, value: { since: { commit: start, at: null }, count: 5 } });
    expect(shipped.oids?.[0]).toBe(last);
    const commits = shipped.source.known ? shipped.source.value.commits : [];
    expect(commits.filter(({ decision }) => decision === null)).toMatchObject([{ oid: hot, landed: { how: 'push' } }]);
  });

  test('nothing, where nothing landed since the record began', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const start = await tipOf(scene, shop);
    // The webhook of a push may be on its way.
    expect((await read(shop, start)).source).toMatchObject({ known: false, why: { code: 'not-recorded' } });
    expect(await read(shop, start, {}, later(scene.context))).toMatchObject({
      landedOn: known(['main']),
      source: { value: { since: { commit: start }, count: 0, commits: [] } },
      oids: [],
    });
  });

  test('only what came since what ran there last', async () => {
    const shop = await scene.deployingShop('source: { is: reviewed, late: allow }');
    const first = await scene.land(shop);
    const asked = await scene.ask(shop, { commit: first });
    await scene.decide(shop, asked);
    await scene.succeed(shop, { ...asked, commit: first });
    const last = await scene.land(shop);
    expect((await read(shop, last)).source).toMatchObject({
      value: { since: { commit: first, at: expect.any(Number) }, count: 2 },
    });
    // Back to what ran before brings nothing.
    await scene.succeed(shop, { ...asked, commit: first });
    expect((await read(shop, first)).source).toMatchObject({ value: { count: 0 } });
  });

  test('a commit beside the branch is compared by GitHub, and nobody recorded how it came', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    await scene.land(shop);
    const { oid } = await scene.github.pushCommit({
      repository: shop.name,
      branch: 'aside',
      as: scene.sample.owner.login,
      files: { x: 'x\n' },
    });
    expect((await read(shop, oid)).source).toMatchObject({ known: false, why: { code: 'not-recorded' } });
    const shipped = await read(shop, oid, {}, later(scene.context));
    expect(shipped.landedOn).toEqual(known([]));
    const commits = shipped.source.known ? shipped.source.value.commits : [];
    expect(commits.find((commit) => commit.oid === oid)).toMatchObject({ decision: null, landed: null });
  });

  test('a push of which the ledger does not tell yet is waited for', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    await notePushed(scene.context, pushedIn(shop, { before: 'a'.repeat(40), after: commit }));
    expect((await read(shop, commit)).source).toMatchObject({ known: false, why: { code: 'not-recorded' } });
    for (const pushed of await listPushed(scene.context, shop.place.repository.id))
      await forgetPushed(scene.context, pushed);
    expect((await read(shop, commit)).source).toMatchObject({ known: true });
  });

  test('a commit that GitHub does not have is unknown, never nothing', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    await scene.land(shop);
    const shipped = await read(shop, 'd'.repeat(40), {}, later(scene.context));
    expect(shipped.source).toMatchObject({ known: false, why: { code: 'incomplete' } });
    expect(shipped.oids).toBeNull();
  });
});

test('back to what ran before what runs now brings nothing', async () => {
  const shop = await scene.deployingShop('source: reviewed');
  const first = await scene.land(shop);
  const second = await scene.land(shop);
  const asked = await scene.ask(shop, { commit: second });
  await scene.decide(shop, asked);
  await scene.succeed(shop, { ...asked, commit: second });
  expect((await read(shop, first)).source).toMatchObject({
    value: { since: { commit: second }, count: 0, commits: [] },
  });
});

test('a push of which nobody told is brought by a first deployment as well', async () => {
  const shop = await scene.deployingShop('source: reviewed');
  await scene.land(shop);
  // Its webhook never came.
  const { oid: unheard } = await scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    as: scene.sample.owner.login,
    files: { 'unheard.txt': 'x\n' },
    bypassRules: true,
  });
  const last = await scene.land(shop);
  const shipped = await read(shop, last, {}, later(scene.context));
  const commits = shipped.source.known ? shipped.source.value.commits : [];
  expect(commits.filter(({ decision }) => decision === null)).toMatchObject([{ oid: unheard, landed: null }]);
});

test('before anything is told of the branch, what came since its policy counts: nobody told how it landed', async () => {
  const shop = await scene.deployingShop('source: reviewed');
  const { oid } = await scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    as: scene.sample.owner.login,
    files: { 'early.txt': 'x\n' },
    bypassRules: true,
  });
  const shipped = await read(shop, oid, {}, later(scene.context));
  expect(shipped.source).toMatchObject({ value: { count: 1, commits: [{ oid, decision: null, landed: null }] } });
});

test('under another name of the repository its record is the same', async () => {
  const shop = await scene.deployingShop('source: reviewed');
  const hot = await scene.pushHot(shop);
  const name = `renamed-${shop.place.repository.id}`;
  await scene.github.changeRepository({ repository: shop.name, name });
  const place = { ...shop.place, repository: { ...shop.place.repository, name } };
  const renamed = { ...shop, name: `${shop.place.repository.owner}/${name}`, place };
  const shipped = await read(renamed, hot, { place }, later(scene.context));
  expect(shipped.source).toMatchObject({ value: { commits: [{ oid: hot, decision: null, landed: { how: 'push' } }] } });
});
