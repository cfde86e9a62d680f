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

test('while somebody else holds the ledger, judging waits', async () => {
  const { ledger } = await scene.begun();
  scene.context.compared.delete(ledger.id);
  const lease = await scene.store.ledgers.take(ledger.id, 'somebody else', 60_000);
  await expect(compareFirst(scene.context, ledger)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  if (lease !== null) await scene.store.ledgers.release(lease);
  expect((await compareFirst(scene.context, ledger)).decided.size).toBe(3);
});
