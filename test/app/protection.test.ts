import { describe, expect, jest, test } from '@jest/globals';
import type { Context } from '../../src/app/context.ts';
import type { BranchProtection } from '../../src/app/ports.ts';
import { lookAtProtection, protectionNotice } from '../../src/app/protection.ts';
import { HOUR } from '../../src/base/clock.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Known, known, unknown } from '../../src/policy/facts.ts';
import { newLedger, restarted } from './stages/bench.ts';
import { type Change, judge, runThrough, type Shop, useScene } from './stages/scene.ts';

const scene = useScene();
const rule = (type: string) => ({ type }) as { readonly type: 'deletion' };

/** Two rulesets, as `countersign setup` makes them. */
async function protect({ name }: Shop): Promise<void> {
  const include = ['refs/heads/countersign/ledger'];
  const app = { actor_id: scene.sample.app.appId, actor_type: 'Integration', bypass_mode: 'always' } as const;
  const writers = { include, rules: ['creation', 'update'].map(rule), bypassActors: [app] };
  await scene.github.createRuleset({ on: name, name: 'w', ...writers });
  await scene.github.createRuleset({ on: name, name: 'a', include, rules: ['deletion', 'non_fast_forward'].map(rule) });
}

/** A process to which GitHub answers like this, and what it logs. */
function answering(answer: Known<BranchProtection> | Fault, now = { at: 0 }) {
  const asked = { count: 0 };
  const protection = async (): Promise<Known<BranchProtection>> => {
    asked.count += 1;
    if (answer instanceof Fault) throw answer;
    return answer;
  };
  const warn = jest.fn();
  const info = jest.fn();
  const { forge, log } = scene.context;
  const context: Context = {
    ...scene.context,
    forge: { ...forge, repositories: { ...forge.repositories, protection } },
    log: { ...log, warn, info },
    clock: { now: () => now.at },
  };
  return { context, asked, warn, info, now };
}
const both = known({ isReserved: true, isAppendOnly: true });
const neither = known({ isReserved: false, isAppendOnly: false });

describe('what is missing', () => {
  test.each<[string, Known<BranchProtection>, RegExp | null]>([
    ['nothing', both, null],
    [
      'everything',
      neither,
      /^No rules protect the ledger \(countersign\/ledger of acme\/shop-\d+\): .*npx countersign setup acme\/shop-\d+$/,
    ],
    [
      'who may write',
      known({ isReserved: false, isAppendOnly: true }),
      /^No rule keeps others than this app from writing/,
    ],
    [
      'that nobody may rewind it',
      known({ isReserved: true, isAppendOnly: false }),
      /^No rule forbids everybody to delete or rewind/,
    ],
    [
      'what the app may not see',
      unknown('forbidden', 'it is a secret'),
      /is not known: it is a secret\. To find out: npx/,
    ],
  ])('%s is said, and what to do', async (_what, answer, expected) => {
    const { ledger } = await newLedger(scene.context);
    const { context, warn } = answering(answer);
    await lookAtProtection(context, ledger);
    const notice = await protectionNotice(context, ledger.id);
    if (expected === null) expect(notice).toBeNull();
    else expect(notice).toMatch(expected);
    expect(warn.mock.calls.map(([, message]) => message)).toEqual(notice === null ? [] : [notice]);
  });
});

test('GitHub is asked once an hour; the log says what is new, and after a start what is missing', async () => {
  const { ledger } = await newLedger(scene.context);
  scene.context.compared.set(ledger.id, { confirmed: false });
  const { context, asked, warn, now } = answering(neither);
  for (const [at, count] of [
    [0, 1],
    [HOUR / 2 - 1, 1],
    [HOUR, 2],
  ] as const) {
    now.at = at;
    await lookAtProtection(context, ledger);
    expect(asked.count).toBe(count);
  }
  expect(warn).toHaveBeenCalledTimes(1);
  await lookAtProtection(restarted(context), ledger);
  expect([asked.count, warn.mock.calls.length]).toEqual([2, 2]);
  const better = answering(both, { at: 2 * HOUR });
  await lookAtProtection(better.context, ledger);
  expect(better.info).toHaveBeenCalledTimes(1);
  expect(await protectionNotice(context, ledger.id)).toBeNull();
});

test('while GitHub fails, what was found last stays', async () => {
  const { ledger } = await newLedger(scene.context);
  await lookAtProtection(answering(neither).context, ledger);
  const down = answering(new Fault('github.unavailable', 'down'), { at: 5 * HOUR });
  await lookAtProtection(down.context, ledger);
  expect(await protectionNotice(scene.context, ledger.id)).toMatch(/^No rules protect/);
});

describe('a check', () => {
  async function summary(shop: Shop, change: Change): Promise<string> {
    await runThrough(scene.context, { shop, change });
    const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
    return run?.summary ?? '';
  }

  test('says once what is missing, whether it passes or fails, and nothing when it is there', async () => {
    const { shop, ledger } = await scene.begun();
    await lookAtProtection(scene.context, ledger);
    for (const title of ['SHOP-2', 'no ticket']) {
      const text = await summary(shop, await shop.propose(title));
      expect(text.split('No rules protect the ledger')).toHaveLength(2);
      expect(text).toContain(`npx countersign setup ${shop.name}`);
    }
    await protect(shop);
    await scene.store.memory.forget('protection', `${ledger.id}.`);
    await lookAtProtection(scene.context, ledger);
    expect(await summary(shop, await shop.propose('SHOP-3'))).not.toContain('protect the ledger');
  });

  test('says nothing before anybody has looked', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    await judge(scene.context, change);
    expect(await summary(shop, change)).not.toContain('protect the ledger');
  });
});
