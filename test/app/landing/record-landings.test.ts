import { beforeEach, describe, expect, test } from '@jest/globals';
import { listPushed, notePushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { judgeLandings } from '../../../src/app/recovery/judge-landings.ts';
import { rememberGate } from '../../../src/app/stages/gate.ts';
import { refDigestOf } from '../../../src/app/stages/known-policies.ts';
import { DAY } from '../../../src/base/clock.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { entryOf } from '../stages/bench.ts';
import { flushOnce, runThrough, type Shop, useScene, verifyBranch } from '../stages/scene.ts';
import { later, merge, pushedIn, tipOf, told } from './landing-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const record = async (shop: Shop, ...pushes: Parameters<typeof pushedIn>[1][]) => {
  const now = Date.now();
  for (const [nth, pushed] of pushes.entries())
    await notePushed(scene.context, pushedIn(shop, { at: now + nth, ...pushed }));
  await recordLandings(later(scene.context), shop.place);
};
const owner = (): string => scene.sample.owner.login;
/** Straight to the branch. */
const pushHot = async (shop: Shop) =>
  await scene.github.pushCommit({ repository: shop.name, branch: 'main', as: owner(), files: { 'hot.txt': 'fix\n' } });
const breakComparisons = async () =>
  await scene.github.arm({
    on: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    action: { kind: 'status', status: 502 },
    count: 5,
  });

describe('what landed is told', () => {
  test('a merge of what was allowed is covered by that decision, commit by commit', async () => {
    const { shop, change } = await scene.begun();
    const before = await tipOf(scene, shop);
    const after = await merge(scene, { shop, number: change.number });
    await record(shop, { before, after });
    const { landed, alerts, actors } = await told(scene, shop);
    expect(landed).toMatchObject([
      {
        how: 'merge',
        base: { refDigest: refDigestOf('main') },
        before,
        after,
        result: 'covered',
        covered: [{ change: change.number, commits: [change.head, after] }],
        uncovered: [],
      },
    ]);
    expect([alerts, actors]).toEqual([[], [{ id: 5, type: 'user' }]]);
    expect(await listPushed(scene.context, shop.place.repository.id)).toEqual([]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  });

  test('what was pushed straight to the branch is an alert that names it, once', async () => {
    const { shop } = await scene.begun();
    const before = await tipOf(scene, shop);
    const { oid } = await pushHot(shop);
    for (let times = 0; times < 2; times += 1) await record(shop, { before, after: oid });
    const { landed, alerts } = await told(scene, shop);
    expect(landed).toMatchObject([{ how: 'push', result: 'uncovered', covered: [], uncovered: [oid] }]);
    expect(alerts).toEqual([
      { commits: [oid], found: oid, counts: { uncovered: 1 }, ids: { repository: shop.place.repository.id, actor: 5 } },
    ]);
  });

  test('a merge of what was denied, and one that holds more than was allowed', async () => {
    const { shop, change } = await scene.begun();
    const red = await shop.propose('no ticket');
    await runThrough(scene.context, { shop, change: red });
    const start = await tipOf(scene, shop);
    const denied = await merge(scene, { shop, number: red.number });
    const { oid } = await scene.github.pushCommit({
      repository: shop.name,
      branch: 'main',
      as: owner(),
      files: { 'a.txt': 'fix-1\n', 'backdoor.txt': 'open\n' },
      parents: [denied, change.head],
      bypassRules: true,
    });
    await record(shop, { before: start, after: denied }, { before: denied, after: oid });
    const { landed, alerts } = await told(scene, shop);
    expect(landed).toMatchObject([
      { how: 'merge', result: 'uncovered', uncovered: [red.head, denied] },
      { how: 'merge', result: 'uncovered', covered: [{ commits: [change.head] }], uncovered: [oid] },
    ]);
    expect(alerts).toHaveLength(2);
  });

  test('a force-push says how much it took away, and is an alert; so is a branch that went', async () => {
    const { shop } = await scene.begun();
    const start = await tipOf(scene, shop);
    const { oid } = await scene.github.pushCommit({
      repository: shop.name,
      branch: 'main',
      as: owner(),
      files: { one: '1' },
      bypassRules: true,
    });
    // Nothing came that a decision could be about.
    await scene.github.moveRef({ repository: shop.name, ref: 'refs/heads/main', oid: start });
    await record(shop, { before: oid, after: start }, { before: start, after: null });
    const { landed, alerts } = await told(scene, shop);
    expect(landed).toMatchObject([
      { how: 'force-push', removed: 1, result: 'uncovered', uncovered: [] },
      { how: 'delete', after: null, result: 'uncovered', uncovered: [] },
    ]);
    expect(alerts).toMatchObject([{ found: start }, { found: null }]);
  });

  test('that a branch began is told, and nobody is woken by it', async () => {
    const { shop } = await scene.begun();
    await record(shop, { before: null, after: await tipOf(scene, shop) });
    const { landed, alerts } = await told(scene, shop);
    expect(landed).toMatchObject([{ how: 'create', before: null }]);
    expect(alerts).toEqual([]);
  });

  test('who pushed past which rules of GitHub, where there are any', async () => {
    const { shop } = await scene.begun();
    await scene.github.createRuleset({
      on: shop.name,
      name: 'reviewed',
      include: ['refs/heads/main'],
      rules: [{ type: 'pull_request', parameters: {} }],
    });
    const start = await tipOf(scene, shop);
    const pushed = { repository: shop.name, branch: 'main', as: owner(), bypassRules: true };
    const { oid } = await scene.github.pushCommit({ ...pushed, files: { 'hot.txt': 'fix\n' } });
    await record(shop, { before: start, after: oid });
    const { landed } = await told(scene, shop);
    expect(landed).toMatchObject([
      { how: 'push', bypassed: { suite: expect.any(Number), by: scene.sample.owner.id, rules: ['pull_request'] } },
    ]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  });

  test('what was read back after a gap and what a webhook told of is one alert', async () => {
    const { shop } = await scene.begun();
    const [before, after] = [await tipOf(scene, shop), 'd'.repeat(40)];
    await record(shop, { before, after });
    const { installation, repository } = shop.place;
    const read = { installation, repository, base: 'main', before, after, actor: 5, at: Date.now(), changes: [] };
    expect(await judgeLandings(scene.context, await shop.ledger(), [read])).toEqual({ seen: 1, unjudged: 1 });
    expect((await told(scene, shop)).alerts).toHaveLength(1);
  });
});

describe('nothing is said too early, or of what is nobody’s', () => {
  test('what seems uncovered is looked at again a little later: GitHub tells of a merge before it knows it', async () => {
    const { shop } = await scene.begun();
    const before = await tipOf(scene, shop);
    const { oid } = await pushHot(shop);
    await notePushed(scene.context, pushedIn(shop, { before, after: oid }));
    await recordLandings(scene.context, shop.place);
    expect((await told(scene, shop)).landed).toEqual([]);
    expect(await takeSweeps(scene)).toEqual([{ task: 'landings', place: shop.place }]);
    expect(await listPushed(scene.context, shop.place.repository.id)).toHaveLength(1);
  });

  test('while a verdict waits for its place in the ledger: it may be another one than the last', async () => {
    const { shop, change } = await scene.begun();
    const before = await tipOf(scene, shop);
    const after = await merge(scene, { shop, number: change.number });
    await scene.store.ledgers.add(
      (await shop.ledger()).id,
      { ...entryOf(scene.context, await shop.ledger(), 9), reports: change.key },
      [],
    );
    await record(shop, { before, after });
    expect(await listPushed(scene.context, shop.place.repository.id)).toHaveLength(1);
    await flushOnce(scene.context, shop);
    await record(shop);
    expect((await told(scene, shop)).landed).toMatchObject([{ result: 'covered' }]);
  });

  test('on a branch that no rule lets wait for the check, though a policy is known for it', async () => {
    const { shop } = await scene.begun();
    await rememberGate(scene.context, { repository: shop.place.repository.id, base: 'fix-9', branch: 'main' });
    await record(shop, { branch: 'fix-9', isDefault: false });
    expect((await told(scene, shop)).landed).toEqual([]);
    expect(await listPushed(scene.context, shop.place.repository.id)).toEqual([]);
  });

  test('what reached the branch before it had a policy', async () => {
    const { shop } = await scene.begun();
    await record(shop, { at: Date.now() - 24 * 60 * 60_000 });
    expect((await told(scene, shop)).landed).toEqual([]);
    expect(await listPushed(scene.context, shop.place.repository.id)).toEqual([]);
  });

  test('what GitHub cannot say stays noted', async () => {
    const { shop } = await scene.begun();
    await breakComparisons();
    await expect(record(shop, {})).rejects.toMatchObject({ code: 'github.unavailable' });
    await scene.github.disarm();
    expect(await listPushed(scene.context, shop.place.repository.id)).toHaveLength(1);
    // A day later it is told without what GitHub could have said.
    await breakComparisons();
    const tomorrow = { ...scene.context, clock: { now: () => Date.now() + DAY } };
    await recordLandings(tomorrow, shop.place);
    await scene.github.disarm();
    expect((await told(scene, shop)).landed).toMatchObject([{ result: 'uncovered', uncovered: ['b'.repeat(40)] }]);
  });

  test('commits that are gone: the one that the branch was left at is named, and nothing covers it', async () => {
    const { shop } = await scene.begun();
    await record(shop, { before: 'c'.repeat(40), after: 'd'.repeat(40) });
    expect((await told(scene, shop)).landed).toMatchObject([{ result: 'uncovered', uncovered: ['d'.repeat(40)] }]);
  });
});
