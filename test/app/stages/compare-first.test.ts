import { expect, test } from '@jest/globals';
import { compareFirst } from '../../../src/app/stages/compare-first.ts';
import { useScene } from './scene.ts';

const scene = useScene();

test('a ledger is compared with its branch once, and an empty database knows it before anything is judged', async () => {
  const { shop, ledger } = await scene.begun();
  const other = await scene.withEmptyDatabase();
  try {
    const { installation, repository } = shop.place;
    const empty = await other.store.ledgers.open({
      installation,
      repository,
      origin: ledger.origin,
      branch: ledger.branch,
    });
    expect(empty.decided.size).toBe(0);
    const compared = await compareFirst(other.context, empty);
    expect(compared.decided).toMatchObject({ size: 3, root: ledger.decided.root });
    await scene.github.resetStats();
    expect(await compareFirst(other.context, compared)).toBe(compared);
    expect((await scene.github.stats()).total).toBe(0);
  } finally {
    await other.close();
  }
});

test('those that come at once in one process wait for one comparison; after one that failed they try again', async () => {
  const { ledger } = await scene.begun();
  scene.context.compared.delete(ledger.id);
  await scene.github.resetStats();
  const compared = await Promise.all([1, 2, 3].map(() => compareFirst(scene.context, ledger)));
  expect(compared.map(({ decided }) => decided.size)).toEqual([3, 3, 3]);
  expect((await scene.github.stats()).total).toBe(1);

  scene.context.compared.delete(ledger.id);
  const lease = await scene.store.ledgers.take(ledger.id, 'somebody else', 60_000);
  const refused = await Promise.allSettled([1, 2].map(() => compareFirst(scene.context, ledger)));
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  if (lease !== null) await scene.store.ledgers.release(lease);
  expect((await compareFirst(scene.context, ledger)).decided.size).toBe(3);
  expect(scene.context.comparing.size).toBe(0);
});

test('while somebody else holds the ledger, judging waits', async () => {
  const { ledger } = await scene.begun();
  scene.context.compared.delete(ledger.id);
  const lease = await scene.store.ledgers.take(ledger.id, 'somebody else', 60_000);
  await expect(compareFirst(scene.context, ledger)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  if (lease !== null) await scene.store.ledgers.release(lease);
  expect((await compareFirst(scene.context, ledger)).decided.size).toBe(3);
});
