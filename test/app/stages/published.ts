import { sign } from '../../../src/app/stages/sign.ts';
import type { LedgerLease } from '../../../src/store/store.ts';
import { type Bench, entryOf, newLedger } from './bench.ts';
import { decideAll } from './decided.ts';

/** A ledger with one more entry each time, decided, signed and marked as published, with its lease still held. */
export async function publishNext({ context, store }: Bench, before: LedgerLease | null): Promise<LedgerLease> {
  const ledger = before?.ledger ?? (await newLedger(context)).ledger;
  if (before !== null) await store.ledgers.release(before);
  await store.ledgers.add(ledger.id, entryOf(context, ledger, ledger.decided.size + 1), []);
  const lease = await decideAll(context, ledger.id);
  await sign(context, lease);
  const { size } = lease.ledger.decided;
  const published = { size, head: `head-${size}`, at: context.clock.now() };
  await store.ledgers.publish(lease, published);
  return { ...lease, ledger: { ...lease.ledger, published, pending: 0 } };
}
