import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import type { Place } from '../../../src/app/ports.ts';
import { forgetHost } from '../../../src/app/stages/ledger-host.ts';
import { openLedger } from '../../../src/app/stages/ledger-of.ts';
import { report } from '../../../src/app/stages/report.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';
import { LEDGER_BRANCH } from '../../../src/ledger/layout.ts';
import { flushAll, ledgerIn, openAudit, readStory, verifyIn } from './audit.ts';
import { entryOf, openBench, restarted } from './bench.ts';
import { CHECK, judge, type Shop, useScene } from './scene.ts';

const scene = useScene();

const open = (place: Place, context: Context = scene.context) => openLedger(context, place);
const short = ({ name }: Shop): string => name.split('/')[1] ?? '';

const actsIn = async (context: Context, ledger: number, size: number) =>
  (await context.store.ledgers.entries(ledger, 0, size)).flatMap(({ bytes }) => {
    const predicate = parseEntry(Buffer.from(bytes)).statement['predicate'] as { countersign_ledger?: object };
    return predicate.countersign_ledger ?? [];
  });

test('a ledger is named by the configured host and by what GitHub calls the repository', async () => {
  const shop = await scene.shop();
  const ledger = await open(shop.place);
  const { host } = scene.context.config.ledger;
  expect(ledger).toMatchObject({ origin: `${host}/${shop.name}`, branch: LEDGER_BRANCH, scope: 'repository' });
  expect(ledger).toMatchObject({ installation: shop.place.installation, decided: { size: 0 }, endedBy: null });
});

test('a renamed repository keeps its ledger, and the ledger its origin', async () => {
  const shop = await scene.shop();
  const before = await open(shop.place);
  const { repository } = await scene.github
    .changeRepository({ repository: shop.name, name: `${short(shop)}-new` })
    .then(() => ({ repository: { ...shop.place.repository, name: `${short(shop)}-new` } }));
  const after = await open({ ...shop.place, repository });
  expect(after).toMatchObject({ id: before.id, origin: before.origin, repository });
  expect(await scene.store.homes.read(repository.id)).toMatchObject({ repository });
});

test('another repository that takes the name does not get the ledger', async () => {
  const shop = await scene.shop();
  await open(shop.place);
  const another = { ...shop.place, repository: { ...shop.place.repository, id: 999_999 } };
  await expect(open(another)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
});

test('one ledger for all: entries of several repositories, and of its own, in one log that verifies', async () => {
  const audit = await openAudit(scene);
  const { context } = audit;
  const shops = [await scene.shop(), await scene.shop()];
  for (const shop of shops) await judge(context, await shop.propose('SHOP-1 fix'));
  await flushAll(context);
  const ledger = await ledgerIn(context, audit.id);
  expect(ledger).toMatchObject({ scope: 'organization', origin: expect.stringContaining(audit.name) });
  const [first, second] = shops.map(short);
  // The policies of two repositories are two, though their branches have one name.
  expect(await readStory(context, ledger)).toEqual([
    `genesis ${audit.name.split('/')[1]}`,
    `policy ${first}`,
    `decision ${first}`,
    `policy ${second}`,
    `decision ${second}`,
  ]);
  expect((await actsIn(context, ledger.id, 1))[0]).toMatchObject({ act: 'genesis', scope: 'organization' });
  expect(await verifyIn(context, audit, ledger.origin)).toMatchObject({ ok: true, size: 5 });
  for (const shop of shops) {
    expect(await scene.github.refs({ repository: shop.name, prefix: 'refs/heads/countersign' })).toEqual({});
    expect(await context.store.ledgers.ofRepository(shop.place.repository.id)).toBeNull();
  }
});

test('the check run names the repository in which the ledger is', async () => {
  const audit = await openAudit(scene);
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  await judge(audit.context, change);
  await flushAll(audit.context);
  await report(audit.context, change.key);
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(run).toMatchObject({ name: CHECK, conclusion: 'success' });
  expect(run?.summary).toContain(`npx countersign ledger verify ${scene.github.url}/${audit.name}`);
});

test('a repository that the installation does not hold is said on the check, and nothing passes', async () => {
  const { config } = scene.context;
  const repositories = [{ owner: scene.sample.organization, name: 'nowhere' }];
  const context = restarted({ ...scene.context, config: { ...config, ledger: { ...config.ledger, repositories } } });
  const { shop, change } = await scene.begun();
  await expect(judge(context, change)).rejects.toMatchObject({ code: 'ledger.no-repository' });
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(run).toMatchObject({ conclusion: 'failure', title: 'Could not be judged (ledger.no-repository)' });
  expect(run?.summary).toContain(`${scene.sample.organization}/nowhere`);
  // It is made, and all goes on.
  const made = await scene.github.createRepository({ owner: scene.sample.organization, name: 'nowhere' });
  await judge(context, change);
  await flushAll(context);
  expect(await ledgerIn(context, made.id)).toMatchObject({ decided: { size: 4 } });
});

test('a repository of another owner keeps its own ledger', async () => {
  const audit = await openAudit(scene);
  const elsewhere = { installation: 77, repository: { id: 4_711, owner: 'somebody', name: 'else' } };
  const never = {
    ...audit.context,
    compared: { has: () => true, set: () => never.compared } as unknown as Context['compared'],
  };
  expect(await open(elsewhere, never)).toMatchObject({ repository: elsewhere.repository, scope: 'repository' });
});

test('moving there and back: each ledger says where it goes on, and all of them verify', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const { place } = shop;
  const own = await shop.ledger();
  const audit = await openAudit(scene);

  await judge(audit.context, change);
  await flushAll(audit.context);
  const shared = await ledgerIn(scene.context, audit.id);
  const ended = await ledgerIn(scene.context, place.repository.id);
  expect(ended).toMatchObject({ id: own.id, endedBy: shared.origin, decided: { size: 4 }, published: { size: 4 } });
  expect((await readStory(scene.context, ended)).slice(3)).toEqual([`moved ${short(shop)}`]);
  expect(await readStory(scene.context, shared)).toEqual([
    `genesis ${audit.name.split('/')[1]}`,
    `resumed ${short(shop)}`,
    `policy ${short(shop)}`,
    `decision ${short(shop)}`,
  ]);
  const [, resumed] = await actsIn(scene.context, shared.id, 2);
  const { origin, decided } = own;
  expect(resumed).toEqual({ act: 'resumed', from: { origin, size: decided.size, root: decided.root } });

  const back = restarted(scene.context);
  await judge(back, change);
  await flushAll(back);
  const again = await ledgerIn(scene.context, place.repository.id);
  expect(again).toMatchObject({ id: own.id, endedBy: null });
  expect(await ledgerIn(scene.context, audit.id)).toMatchObject({ endedBy: own.origin });
  expect((await readStory(scene.context, again)).slice(4)).toEqual(
    ['resumed', 'decision'].map((word) => `${word} ${short(shop)}`),
  );
  expect((await readStory(scene.context, await ledgerIn(scene.context, audit.id))).at(-1)).toBe(`moved ${short(shop)}`);
  expect(await verifyIn(back, shop, own.origin)).toMatchObject({ ok: true, size: 6 });
  expect(await verifyIn(back, audit, shared.origin)).toMatchObject({ ok: true, size: 5 });
});

test('a green that was recorded before a move stands; a new verdict is green only in the new ledger', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const audit = await openAudit(scene);
  await judge(audit.context, change);
  const runs = () => scene.github.checkRuns({ repository: shop.name, sha: change.head });
  // Allowed as before, and on its way into the new ledger: what stands there rests on the entry that it names.
  await report(audit.context, change.key);
  expect((await runs())[0]).toMatchObject({
    conclusion: 'success',
    summary: expect.stringContaining('Recorded: entry 2,'),
  });
  await flushAll(audit.context);
  await report(audit.context, change.key);
  const [run] = await runs();
  expect(run).toMatchObject({ conclusion: 'success', summary: expect.stringContaining('Recorded: entry 3,') });
  expect(run?.summary).toContain(`${scene.github.url}/${audit.name}`);
});

test('the ledger of the repository that is named widens, and says so; later it serves its own again', async () => {
  const audit = await openAudit(scene);
  const { id } = audit;
  const [owner = '', name = ''] = audit.name.split('/');
  const place = { installation: scene.sample.app.installationId, repository: { id, owner, name } };
  const first = await open(place, restarted(scene.context));
  await scene.store.ledgers.add(first.id, entryOf(scene.context, first, 1), []);
  await flushAll(scene.context);
  const shop = await scene.shop();
  await judge(audit.context, await shop.propose('SHOP-1 fix'));
  await flushAll(audit.context);
  const wide = await ledgerIn(scene.context, id);
  expect(wide).toMatchObject({ id: first.id, origin: first.origin, scope: 'organization' });
  expect(await actsIn(scene.context, wide.id, wide.decided.size)).toContainEqual({
    act: 'scope',
    scope: 'organization',
  });

  const back = restarted(scene.context);
  await open(place, back);
  await open(shop.place, back);
  await flushAll(back);
  const narrow = await ledgerIn(scene.context, id);
  expect(narrow).toMatchObject({ scope: 'repository', endedBy: null });
  expect((await actsIn(scene.context, narrow.id, narrow.decided.size)).slice(-3)).toEqual(
    expect.arrayContaining([
      { act: 'scope', scope: 'repository' },
      { act: 'moved', to: (await ledgerIn(scene.context, shop.place.repository.id)).origin },
    ]),
  );
  expect(await verifyIn(back, audit, narrow.origin)).toMatchObject({ ok: true });
});

test('what waits in the ledger that is left goes out before its last word', async () => {
  const { shop, change } = await scene.begun();
  const audit = await openAudit(scene);
  const own = await shop.ledger();
  await scene.store.ledgers.add(own.id, entryOf(scene.context, own, 7), []);
  await judge(audit.context, change);
  expect(await ledgerIn(scene.context, shop.place.repository.id)).toMatchObject({ pending: 2 });
  await flushAll(audit.context);
  expect((await readStory(scene.context, await ledgerIn(scene.context, shop.place.repository.id))).at(-1)).toBe(
    `moved ${short(shop)}`,
  );
});

test('a lost database finds both ends of a move, and says nothing twice', async () => {
  const { shop, change } = await scene.begun();
  const audit = await openAudit(scene);
  await judge(audit.context, change);
  await flushAll(audit.context);
  await report(audit.context, change.key);
  const { config, forge } = audit.context;
  const lost = await openBench({ config, forge });
  await judge(lost.context, change);
  await flushAll(lost.context);
  const shared = await ledgerIn(lost.context, audit.id);
  const own = await ledgerIn(lost.context, shop.place.repository.id);
  expect(own).toMatchObject({ endedBy: shared.origin });
  const story = await readStory(lost.context, shared);
  expect(story.filter((each) => each.startsWith('resumed'))).toHaveLength(1);
  const ownStory = await readStory(lost.context, own);
  expect(ownStory.filter((each) => each.startsWith('moved'))).toHaveLength(1);
  expect((await actsIn(lost.context, shared.id, shared.decided.size)).at(-1)).toMatchObject({ act: 'start' });
  const adoption = (await actsIn(lost.context, shared.id, shared.decided.size)).find(
    (act) => (act as { act: string }).act === 'adoption',
  );
  expect(adoption).toMatchObject({ comparedWith: 'check-run' });
  expect(await verifyIn(lost.context, audit, shared.origin)).toMatchObject({ ok: true });
  expect(await verifyIn(lost.context, shop, own.origin)).toMatchObject({ ok: true });
  await lost.close();
});

test('a ledger whose repository is taken out of the installation loses nothing, and holds nobody who moves away', async () => {
  const audit = await openAudit(scene);
  const { installationId } = scene.sample.app;
  const shops = [await scene.shop(), await scene.shop()] as const;
  const [first, second] = [await shops[0].propose('SHOP-1'), await shops[1].propose('SHOP-2')];
  await judge(audit.context, first);
  await flushAll(audit.context);
  await judge(audit.context, second);
  const select = (args: { add?: readonly string[]; remove?: readonly string[] }) =>
    scene.github.selectRepositories({ installationId, ...args });
  // From here on the installation holds what is there now, and nothing that comes later: this test is the last.
  await select({ remove: [audit.name.split('/')[1] ?? ''] });

  // As long as the setting names it, nothing is judged, and what waits for it waits.
  await forgetHost(audit.context, installationId);
  await expect(judge(restarted(audit.context), first)).rejects.toMatchObject({ code: 'ledger.no-repository' });
  expect(await ledgerIn(scene.context, audit.id)).toMatchObject({ pending: 2 });
  // One repository goes back to a ledger of its own meanwhile.
  const back = restarted(scene.context);
  await judge(back, first);
  expect(await shops[0].ledger()).toMatchObject({ scope: 'repository', endedBy: null });
  expect(await ledgerIn(scene.context, audit.id)).toMatchObject({ pending: 3 });

  await select({ add: [audit.name.split('/')[1] ?? ''] });
  await flushAll(restarted(scene.context));
  const shared = await ledgerIn(scene.context, audit.id);
  expect((await readStory(scene.context, shared)).slice(3, 6)).toEqual([
    `policy ${short(shops[1])}`,
    `decision ${short(shops[1])}`,
    `moved ${short(shops[0])}`,
  ]);
  expect(await verifyIn(scene.context, audit, shared.origin)).toMatchObject({ problems: [] });
});
