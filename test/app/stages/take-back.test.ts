import { expect, test } from '@jest/globals';
import { type Bench, entryOf, restarted } from './bench.ts';
import { decideAll } from './decided.ts';
import { decideUnseen, expectBoth, forked, UNAVAILABLE } from './forked.ts';
import { rollBack, takeSnapshot } from './harmed-world.ts';
import { BRANCH, flushOnce, readActs, readEntries, useScene } from './scene.ts';

const scene = useScene();

test('the branch is adopted, and the batch that nobody saw follows; the process needs no restart', async () => {
  const { shop, known, id, process } = await forked(scene);
  await flushOnce(process, shop);
  await expectBoth(process, { shop, known, id });
  expect((await readActs(process, shop)).slice(known.length)).toEqual(['policy', 'adoption']);
});

test('also where the database knew nothing, and GitHub did not show the branch at all', async () => {
  const { shop, ledger } = await scene.begun();
  const known = (await readEntries(scene.context, shop)).map(({ id }) => id);
  const lost: Bench = await scene.withEmptyDatabase();
  try {
    await lost.store.ledgers.open(ledger);
    const { id } = await decideUnseen(lost.context, shop, null);
    const process = restarted(lost.context);
    await flushOnce(process, shop);
    await expectBoth(process, { shop, known, id });
  } finally {
    await lost.close();
  }
});

test('what is decided and not published stays where the branch goes on after it', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await scene.store.ledgers.release(await decideAll(scene.context, ledger.id));
  const backup = await takeSnapshot(scene.database);
  await flushOnce(scene.context, shop);
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
  const before = await flushOnce(scene.context, shop);
  await rollBack(scene.database, backup);
  const after = await flushOnce(restarted(scene.context), shop);
  expect(after.published.size).toBe(after.decided.size);
  expect(await scene.store.ledgers.checkpoint(ledger.id, 4)).toMatchObject({ size: 4 });
  expect(await scene.store.ledgers.checkpoint(ledger.id, before.decided.size)).toMatchObject({
    root: before.decided.root,
  });
});

test('entries that do not make the signed root take nothing back', async () => {
  const { shop, process } = await forked(scene);
  const path = 'tail/3.json';
  const text = (await scene.github.readFile({ repository: shop.name, revision: BRANCH, path })) ?? '';
  const files = { [path]: text.replace('"n":1', '"n":2') };
  expect(files[path]).not.toBe(text);
  await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files });
  const before = await shop.ledger();
  await expect(flushOnce(restarted(process), shop)).rejects.toMatchObject(UNAVAILABLE);
  expect(await shop.ledger()).toEqual(before);
});
