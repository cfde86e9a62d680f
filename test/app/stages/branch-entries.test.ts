import { expect, test } from '@jest/globals';
import { needFile, readEntriesOn } from '../../../src/app/stages/branch-entries.ts';
import { readOurCheckpoint } from '../../../src/app/stages/our-checkpoint.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { entryOf } from './bench.ts';
import { flushOnce, readEntries, useScene } from './scene.ts';

const scene = useScene();

test('entries are read from any index on, out of bundles and of the tail', async () => {
  const { shop, ledger } = await scene.begun();
  for (let n = 1; n <= 256; n++) await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, n), []);
  const { published } = await flushOnce(scene.context, shop);
  const head = published.head ?? '';
  const branch = scene.context.forge.ledgerBranch(ledger, ledger.branch);
  const found = readOurCheckpoint(scene.context, ledger, await branch.read(head, paths.checkpoint));
  const lease = await scene.store.ledgers.take(ledger.id, 'a test', 60_000);
  if (lease === null || found === null) throw new Error('nothing to read');
  const all = (await readEntries(scene.context, shop)).map(({ id }) => id);
  expect(all).toHaveLength(259);
  for (const from of [0, 3, 255, 256, 258]) {
    const read = await readEntriesOn(scene.context, lease, { branch, head, checkpoint: found.checkpoint, from });
    expect(read.map(({ id }) => id)).toEqual(all.slice(from));
  }
  await expect(needFile(branch, head, 'tail/3.json')).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  await scene.store.ledgers.release(lease);
});
