import { toStored } from '../../../src/app/stages/stored.ts';
import { toBase64 } from '../../../src/base/bytes.ts';
import type { Entry } from '../../../src/ledger/entry.ts';
import { leafHash } from '../../../src/ledger/merkle.ts';
import type { LedgerState, Store } from '../../../src/store/store.ts';
import { entriesOf, timeOf } from '../../ledger/sample.ts';
import { type Bench, newLedger } from '../stages/bench.ts';

/** A ledger whose archive holds these entries of the sample: decided, as `flush` would, with a root that nobody asks for. */
export async function archiveEntries({ context, store }: Bench, range: Range): Promise<LedgerState> {
  return await archiveOn(store, (await newLedger(context)).ledger, range);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

export async function archiveOn(
  store: Pick<Store, 'ledgers'>,
  ledger: LedgerState,
  { from, to }: Range,
): Promise<LedgerState> {
  return await archiveThese(store, ledger, entriesOf(from, to), Date.parse(timeOf(to - 1)));
}

/** The same of any entries. */
export async function archiveThese(
  store: Pick<Store, 'ledgers'>,
  ledger: LedgerState,
  entries: readonly Entry[],
  time: number,
): Promise<LedgerState> {
  const lease = await store.ledgers.take(ledger.id, 'a-test', 60_000);
  if (lease === null) throw new Error('the lease is held');
  for (const { id, kind, n, statement } of entries)
    await store.ledgers.add(ledger.id, { id, kind, n, statement, subject: id, reports: null }, []);
  const decided = await store.ledgers.decide(lease, {
    oldSize: 0,
    size: entries.length,
    root: toBase64(new Uint8Array(32)),
    edge: [],
    time,
    subtrees: [],
    entries: entries.map((entry, index) => toStored(entry, { index, leaf: leafHash(entry.bytes) })),
  });
  await store.ledgers.release(lease);
  return decided;
}
