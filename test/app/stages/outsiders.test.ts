import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { turnNotice } from '../../../src/app/stages/outsiders.ts';
import { rememberedOf } from '../../../src/app/stages/remembered.ts';
import { report } from '../../../src/app/stages/report.ts';
import { pullRequestSubject } from '../../../src/app/subject.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { endLeases, restarted } from './bench.ts';
import { FAILURES, failAt } from './failing-store.ts';
import { CHECK, type Change, flushOnce, judge, readActs, type Shop, touch, useScene, verifyBranch } from './scene.ts';

const scene = useScene();

let people = 0;

interface Outsider {
  readonly shop: Shop;
  readonly login: string;
  readonly id: number;
  readonly fork: string;
}

/** Somebody whom nobody here knows, with a fork. */
async function outsider(shop: Shop): Promise<Outsider> {
  people += 1;
  const { login, id } = await scene.github.createUser({ login: `eve-${people}-out` });
  const { fullName } = await scene.github.fork({ repository: shop.name, owner: login });
  return { shop, login, id, fork: fullName };
}

async function propose({ shop, login, fork }: Outsider, branch: string, title: string): Promise<Change> {
  const files = { 'a.txt': `${branch}\n` };
  await scene.github.pushCommit({ repository: fork, branch, as: login, message: 'mine\n', files });
  const pull = await scene.github.openPullRequest({
    repository: shop.name,
    head: `${login}:${branch}`,
    title,
    as: login,
  });
  const subject = pullRequestSubject(shop.place, pull.number);
  return { subject, key: subject.key, number: pull.number, head: pull.headSha };
}

const limited = (outsiderRate: number, context: Context = scene.context): Context => ({
  ...context,
  config: { ...context.config, outsiderRate },
});

/** As if so much time had gone by. */
async function letTimePass({ id }: Outsider, milliseconds: number): Promise<void> {
  await scene.database.query(
    `update countersign.memory set at = at - $2, value = (
       select json_agg(jsonb_set(t, '{at}', to_jsonb((t->>'at')::bigint - $2)))::text from jsonb_array_elements(value::jsonb) t)
     where scope = 'turns' and key like $1`,
    [`%:${id}`, milliseconds],
  );
}

const stored = async ({ key }: Change) => (await scene.store.subjects.read(key))?.verdict ?? null;
const runOf = async ({ name }: Shop, { head }: Change) =>
  (await scene.github.checkRuns({ repository: name, sha: head })).find((run) => run.name === CHECK);
const decisions = async (shop: Shop): Promise<number> =>
  (await readActs(scene.context, shop)).filter((act) => act === 'decision').length;

async function retitle({ shop, login }: Outsider, { number }: Change, title: string): Promise<void> {
  await scene.github.editPullRequest({ repository: shop.name, number, title, as: login });
}

describe('what somebody from outside proposes', () => {
  test('is recorded so many times in an hour; then a yes waits for its turn and says so, and a no is shown at once', async () => {
    const context = limited(1);
    const eve = await outsider(await scene.shop());
    const { shop } = eve;
    const [first, yes, no] = [
      await propose(eve, 'one', 'SHOP-1'),
      await propose(eve, 'two', 'SHOP-2'),
      await propose(eve, 'three', 'no ticket'),
    ];
    for (const change of [first, yes, no]) await judge(context, change);
    await flushOnce(context, shop);
    for (const change of [first, yes, no]) await report(context, change.key);
    expect(await decisions(shop)).toBe(1);
    expect(await runOf(shop, first)).toMatchObject({ conclusion: 'success' });
    expect(await runOf(shop, yes)).toMatchObject({
      conclusion: null,
      summary: expect.stringContaining('1 decision was recorded about pull requests of this person in the last hour'),
    });
    expect(await runOf(shop, no)).toMatchObject({ conclusion: 'failure' });
    // It is judged again when its turn comes, by the same timer that judges again what time changes.
    const [one, other] = [
      rememberedOf((await stored(yes))?.verdict).turn,
      rememberedOf((await stored(no))?.verdict).turn,
    ];
    expect((other?.next ?? 0) - (one?.next ?? 0)).toBe(HOUR);
    const due = async (at: number) => (await scene.store.subjects.due(at, 1000)).map(({ key }) => key);
    expect(await due((one?.next ?? 0) - 1)).not.toContain(yes.key);
    expect(await due(one?.next ?? 0)).toContain(yes.key);
  });

  test('has one record for all that came in between: what holds when the turn comes', async () => {
    const context = limited(1);
    const eve = await outsider(await scene.shop());
    await judge(context, await propose(eve, 'one', 'SHOP-1'));
    const change = await propose(eve, 'two', 'no ticket');
    for (const title of ['none yet', 'SHOP-2 a ticket', 'none again', 'SHOP-3 a ticket']) {
      await retitle(eve, change, title);
      await judge(context, change);
    }
    await flushOnce(context, eve.shop);
    expect(await decisions(eve.shop)).toBe(1);
    await letTimePass(eve, HOUR);
    await judge(context, change);
    await flushOnce(context, eve.shop);
    await report(context, change.key);
    expect(await decisions(eve.shop)).toBe(2);
    expect(await runOf(eve.shop, change)).toMatchObject({ conclusion: 'success' });
    expect((await runOf(eve.shop, change))?.summary).not.toContain('in the last hour');
    expect(await verifyBranch(scene.context, eve.shop)).toMatchObject({ problems: [] });
  });

  test('takes back a green for which there is no record any more', async () => {
    const context = limited(1);
    const eve = await outsider(await scene.shop());
    const change = await propose(eve, 'one', 'SHOP-1');
    await judge(context, change);
    await flushOnce(context, eve.shop);
    await report(context, change.key);
    expect(await runOf(eve.shop, change)).toMatchObject({ conclusion: 'success' });
    for (const [title, conclusion] of [
      ['none', 'failure'],
      ['SHOP-1', null],
    ] as const) {
      await retitle(eve, change, title);
      await judge(context, change);
      await flushOnce(context, eve.shop);
      await report(context, change.key);
      expect(await runOf(eve.shop, change)).toMatchObject({ conclusion });
    }
    expect(await decisions(eve.shop)).toBe(1);
  });

  test('costs nobody else a turn', async () => {
    const context = limited(1);
    const shop = await scene.shop();
    const [eve, mallory] = [await outsider(shop), await outsider(shop)];
    await judge(context, await propose(eve, 'one', 'SHOP-1'));
    await judge(context, await propose(mallory, 'one', 'SHOP-2'));
    // Those who are let in have no limit.
    for (const title of ['SHOP-3', 'SHOP-4']) await judge(context, await shop.propose(title));
    await flushOnce(context, shop);
    expect(await decisions(shop)).toBe(4);
  });
});

test.each(FAILURES)(
  '%s at any call of the store: what is recorded is counted once, and nothing passes uncounted',
  async (failure) => {
    const eve = await outsider(await scene.shop());
    const { shop } = eve;
    const changes: Change[] = [];
    let at = 1;
    for (let failed = true; failed; at += 3) {
      const change = await propose(eve, `try-${at}`, 'SHOP-1');
      changes.push(change);
      const failing = failAt(scene.store, at, failure);
      await touch(scene.context, change);
      const dying = restarted(limited(1000, { ...scene.context, store: failing.store }));
      await evaluate(dying, change.key).catch(() => undefined);
      failed = failing.failed;
      await endLeases(scene.database);
      await evaluate(limited(1000), change.key);
    }
    await flushOnce(scene.context, shop);
    expect(await decisions(shop)).toBe(changes.length);
    const [row] = await scene.database.query<{ count: number }>(
      `select json_array_length(value::json) as count from countersign.memory where scope = 'turns' and key like $1`,
      [`%:${eve.id}`],
    );
    expect(row?.count).toBe(changes.length);
  },
);

test('the notice', () => {
  const next = Date.UTC(2026, 10, 21, 14, 5, 59);
  expect(turnNotice({ count: 30, next })).toBe(
    '30 decisions were recorded about pull requests of this person in the last hour. The one about this is recorded at 14:05 UTC, and does not pass before.',
  );
});
