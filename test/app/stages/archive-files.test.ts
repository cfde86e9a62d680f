import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changesFrom, messageFrom } from '../../../src/app/stages/archive-files.ts';
import { sign } from '../../../src/app/stages/sign.ts';
import { toBytes } from '../../../src/base/bytes.ts';
import { messageText, readTrailers } from '../../../src/ledger/message.ts';
import type { LedgerLease, LedgerState } from '../../../src/store/store.ts';
import { type Bench, entryOf, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** Adds entries `from`+1 to `to` and decides them. */
async function grow(ledger: LedgerState, from: number, to: number): Promise<LedgerLease> {
  for (let n = from + 1; n <= to; n++) await bench.store.ledgers.add(ledger.id, entryOf(bench.context, ledger, n), []);
  const lease = await decideAll(bench.context, ledger.id);
  await sign(bench.context, lease);
  await bench.store.ledgers.release(lease);
  return lease;
}

const notes = { checkpoint: toBytes('a note'), witnessed: null, isOutstanding: false };

test('steps of any width lead to the same files as one step from nothing', async () => {
  const { ledger } = await newLedger(bench.context);
  const onBranch = new Map<string, string>();
  let size = 0;
  // Bundles are sealed at 256: within one, over the edge, and exactly on it.
  for (const next of [3, 255, 257, 512]) {
    const { ledger: grown } = await grow(ledger, size, next);
    const { additions, deletions } = await changesFrom(bench.context, grown, { size, notes });
    for (const path of deletions) expect(onBranch.delete(path)).toBe(true);
    for (const { path, bytes } of additions) onBranch.set(path, Buffer.from(bytes).toString('base64'));
    const whole = await changesFrom(bench.context, grown, { size: 0, notes });
    const wanted = whole.additions.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')] as const);
    expect(Object.fromEntries(onBranch)).toEqual(Object.fromEntries(wanted));
    size = next;
  }
  expect([...onBranch.keys()].filter((path) => path.startsWith('bundle/'))).toHaveLength(2);
});

test('the message counts what is new and ends with size and root', async () => {
  const { ledger } = await newLedger(bench.context);
  await grow(ledger, 0, 2);
  const { ledger: grown } = await grow(ledger, 2, 3);
  const message = await messageFrom(bench.context, grown, 2);
  expect(message.headline).toBe('ledger: 1 entry (2) [skip ci]');
  expect(readTrailers(messageText(message))).toEqual({ size: 3, root: grown.decided.root });
});

test('an archive with a hole is a bug, never a shorter ledger', async () => {
  const { ledger } = await newLedger(bench.context);
  const { ledger: grown } = await grow(ledger, 0, 3);
  await bench.database.query('delete from countersign.entry where ledger = $1 and index = 1', [ledger.id]);
  await expect(changesFrom(bench.context, grown, { size: 0, notes })).rejects.toThrow(/entry 1 is not in the archive/);
});
