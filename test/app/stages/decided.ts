import type { Context } from '../../../src/app/context.ts';
import { fromStored, toStored } from '../../../src/app/stages/stored.ts';
import { toBase64 } from '../../../src/base/bytes.ts';
import { toRfc3339 } from '../../../src/base/clock.ts';
import { decide } from '../../../src/ledger/batch.ts';
import { sealEntry } from '../../../src/ledger/entry.ts';
import type { LedgerLease } from '../../../src/store/store.ts';

/** Gives everything pending its index, as a flush does, and stops there: decided, neither signed nor published. */
export async function decideAll({ store, clock }: Context, id: number): Promise<LedgerLease> {
  const lease = await store.ledgers.take(id, 'a-test', 60_000);
  if (lease === null) throw new Error(`the lease of ledger ${id} is held`);
  const { decided } = lease.ledger;
  const time = clock.now();
  const entries = (await store.ledgers.pending(lease, 1000)).map((entry) => sealEntry(entry, toRfc3339(time)));
  const tree = decide(
    { size: decided.size, edge: decided.edge.map(fromStored) },
    entries.map(({ bytes }) => bytes),
  );
  const ledger = await store.ledgers.decide(lease, {
    oldSize: decided.size,
    size: tree.size,
    root: toBase64(tree.root),
    edge: tree.edge.map(toBase64),
    time,
    subtrees: tree.subtrees.map(({ level, index, hash }) => ({ level, index, hash: toBase64(hash) })),
    entries: entries.map((entry, at) => toStored(entry, { index: decided.size + at, leaf: tree.leaves[at] })),
  });
  return { ...lease, ledger };
}
