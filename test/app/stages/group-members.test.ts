import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { findGroup, rememberGroup } from '../../../src/app/open-groups.ts';
import type { Collected, CollectRequest } from '../../../src/app/ports.ts';
import { readGroup } from '../../../src/app/stages/group-members.ts';
import { Fault } from '../../../src/base/fault.ts';
import { openQueueShop, type Queued, type QueueShop } from './queue-scene.ts';
import { useScene } from './scene.ts';

const scene = useScene();

async function read(context: Context, shop: QueueShop, { subject, group }: Queued) {
  await rememberGroup(context, shop.place.repository.id, group);
  const ledger = await context.store.ledgers.open({
    installation: shop.place.installation,
    repository: shop.place.repository,
    origin: `github.com/${shop.name}`,
    branch: 'countersign/ledger',
  });
  const lease = { subject, generation: 1, owner: 'a-test', number: 1, guids: [], last: null };
  return await readGroup(context, { lease, ledger, group });
}

/** Everything is read as it is, but for what `change` makes of each pull request. */
function collecting(change: (collected: Collected, request: CollectRequest) => Collected) {
  const asked: CollectRequest[] = [];
  const { changes } = scene.context.forge;
  const collect: typeof changes.collect = async (request) => {
    asked.push(request);
    return change(await changes.collect(request), request);
  };
  const context = { ...scene.context, forge: { ...scene.context.forge, changes: { ...changes, collect } } };
  return { context, asked };
}

test('every pull request is read once, for the group’s commit, as one of a merge group', async () => {
  const shop = await openQueueShop(scene, { grouping_strategy: 'HEADGREEN', max_entries_to_build: 8 });
  const queue: Queued[] = [];
  for (let at = 1; at <= 7; at++) queue.push(await shop.queue(`SHOP-${at}`));
  const last = queue.at(-1) as Queued;
  const { context, asked } = collecting((collected) => collected);
  const group = await read(context, shop, last);
  const numbers = queue.map(({ change }) => change.number);
  expect(group?.members.map(({ number }) => number)).toEqual(numbers);
  expect(group?.members.map(({ isAhead }) => isAhead)).toEqual([...numbers.slice(1).map(() => true), false]);
  expect(asked.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(numbers);
  expect(new Set(asked.map(({ groupHead }) => groupHead))).toEqual(new Set([last.group.head]));
  for (const { gathered, head } of group?.members ?? []) {
    expect(gathered.facts.kind).toBe('merge_group');
    expect(gathered.facts.change).toMatchObject({ head, group: { head: last.group.head, base: 'main' } });
  }
  expect((await findGroup(context, shop.place.repository.id, last.group.head))?.members).toEqual(numbers);
}, 30_000);

test('the group is known by its members before anything is read of them', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  const { context } = collecting(() => {
    throw new Fault('github.unavailable', 'the process ends here');
  });
  await expect(read(context, shop, queued)).rejects.toThrow('ends here');
  const known = await findGroup(context, shop.place.repository.id, queued.group.head);
  expect(known?.members).toEqual([queued.change.number]);
});

test.each<[string, (collected: Collected) => Collected, string]>([
  ['is closed', ({ change, ...rest }) => ({ ...rest, change: { ...change, open: false } }), 'is closed'],
  ['was retargeted', ({ change, ...rest }) => ({ ...rest, change: { ...change, base: 'x' } }), 'another branch'],
  [
    'was pushed to',
    ({ change, ...rest }) => ({ ...rest, change: { ...change, head: 'f'.repeat(40) } }),
    'other commits',
  ],
  [
    'is not shown',
    () => {
      throw new Fault('github.not-found', 'gone');
    },
    'is not shown',
  ],
])('a group is not read when a pull request in it %s', async (_, change, why) => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  await expect(read(collecting(change).context, shop, queued)).rejects.toMatchObject({
    code: 'github.incomplete',
    message: expect.stringContaining(why),
  });
});

test('two versions of one policy are not one group’s', async () => {
  const shop = await openQueueShop(scene, { grouping_strategy: 'HEADGREEN' });
  const [first, second] = [await shop.queue('SHOP-1'), await shop.queue('SHOP-2')];
  const { context } = collecting((collected, { number }) =>
    number === first.change.number && collected.policy.state === 'present'
      ? { ...collected, policy: { ...collected.policy, blob: 'e'.repeat(40) } }
      : collected,
  );
  await expect(read(context, shop, second)).rejects.toMatchObject({
    code: 'github.incomplete',
    message: expect.stringContaining('policy changed'),
  });
});
