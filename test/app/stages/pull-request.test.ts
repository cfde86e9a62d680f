import { expect, test } from '@jest/globals';
import { judgePullRequest } from '../../../src/app/stages/pull-request.ts';
import { rememberedOf } from '../../../src/app/stages/remembered.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import type { Lease } from '../../../src/store/store.ts';
import { CHECK, type Change, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();

async function judge(shop: Shop, change: Change) {
  const ledger = await scene.store.ledgers.open({
    installation: shop.place.installation,
    repository: shop.place.repository,
    origin: `github.com/${shop.name}`,
    branch: 'countersign/ledger',
  });
  await touch(scene.context, change);
  const lease = (await scene.store.subjects.take(change.key, 'a-test', MINUTE)) as Lease;
  const settled = await judgePullRequest(scene.context, lease, ledger);
  await scene.store.subjects.release(lease, 0);
  return settled;
}

test('what is judged is to be stored with its entry, its evidence and its explanation', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('no ticket');
  const settled = await judge(shop, change);
  expect(settled).toMatchObject({ head: change.head, base: 'main', checkName: CHECK, open: true, result: 'deny' });
  expect(settled.entries).toMatchObject([{ kind: 'decision', reports: change.key, n: 1 }]);
  expect(settled.evidence.map(({ part }) => part)).toEqual(expect.arrayContaining(['facts', 'directory']));
  expect(rememberedOf(settled.verdict)).toMatchObject({
    number: change.number,
    verdict: { result: 'deny' },
    decision: { entry: settled.entries[0]?.id },
  });
});

test('of what is closed nothing is said', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1');
  await scene.github.setPullRequestState({ repository: shop.name, number: change.number, state: 'closed' });
  expect(await judge(shop, change)).toMatchObject({ open: false, checkName: '', entries: [], reportAfter: null });
});
