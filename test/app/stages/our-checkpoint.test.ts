import { expect, test } from '@jest/globals';
import { readOurCheckpoint } from '../../../src/app/stages/our-checkpoint.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { entryOf } from './bench.ts';
import { flushOnce, judge, useScene } from './scene.ts';

const scene = useScene();

test('a checkpoint is ours when our key signed it for this ledger', async () => {
  const { ledger } = await scene.begun();
  const branch = scene.context.forge.ledgerBranch(ledger, ledger.branch);
  const note = await branch.read(ledger.published.head ?? '', paths.checkpoint);
  expect(readOurCheckpoint(scene.context, ledger, note)?.checkpoint.size).toBe(3);
  expect(readOurCheckpoint(scene.context, { ...ledger, origin: 'github.com/acme/other' }, note)).toBeNull();
  expect(readOurCheckpoint(scene.context, ledger, Buffer.from('not a note'))).toBeNull();
  expect(readOurCheckpoint(scene.context, ledger, null)).toBeNull();
});

test('a database that went back in time never writes over what the same key signed', async () => {
  const { shop, change, ledger } = await scene.begun();
  // A second app with the same key and an empty database judges while the first one goes on.
  const other = await scene.withEmptyDatabase();
  try {
    await judge(other.context, change);
    await flushOnce(scene.context, shop);
    await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 7), []);
    await flushOnce(scene.context, shop);
    const before = (await scene.github.refs({ repository: shop.name }))[`refs/heads/${ledger.branch}`];
    const otherLedger = await shop.ledger(other.context);
    await other.store.ledgers.add(otherLedger.id, entryOf(other.context, otherLedger, 8), []);
    await expect(flushOnce(other.context, shop)).rejects.toThrow(/could not be written/);
    const after = (await scene.github.refs({ repository: shop.name }))[`refs/heads/${ledger.branch}`];
    expect(after).toBe(before);
  } finally {
    await other.close();
  }
});
