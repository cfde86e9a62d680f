import type { Decision, LedgerLease, LedgerState, NewEntry } from '../../../src/store/store.ts';
import { type Fixture, fresh } from '../fixture.ts';

export const LEASE = 60_000;

export const openLedger = async ({ store }: Fixture): Promise<LedgerState> => {
  const id = fresh();
  const repository = { id, owner: 'acme', name: `shop-${id}` };
  return await store.ledgers.open({
    installation: 7,
    repository,
    origin: `ledger.example/acme/shop-${id}`,
    branch: 'countersign/ledger',
  });
};

export const takeLedger = async (
  { store }: Fixture,
  id: number,
  owner = 'flusher',
  leaseFor = LEASE,
): Promise<LedgerLease> => {
  const lease = await store.ledgers.take(id, owner, leaseFor);
  if (lease === null) throw new Error(`no lease of ledger ${id}`);
  return lease;
};

/** A decision as the flush stage makes it, with made-up hashes: the store does not compute them. */
export function decisionOf(
  oldSize: number,
  entries: readonly Pick<NewEntry, 'id' | 'kind' | 'n' | 'subject'>[],
): Decision {
  const size = oldSize + entries.length;
  return {
    oldSize,
    size,
    root: `root-${size}`,
    edge: [`edge-${size}`],
    time: 1_000 + size,
    subtrees: [{ level: 1, index: size, hash: `subtree-${size}` }],
    entries: entries.map(({ id, kind, n, subject }, at) => {
      const index = oldSize + at;
      return { index, id, kind, n, subject, bytes: `{"index":${index},"n":${n}}`, leaf: `leaf-${index}` };
    }),
  };
}

/** What every suite about ledgers does. */
export function ledgerScene(fixture: Fixture) {
  const ledgers = () => fixture.store.ledgers;
  const add = async (id: number, ...entries: readonly NewEntry[]): Promise<void> => {
    for (const entry of entries) await ledgers().add(id, entry, []);
  };
  /** Entries added, decided and published. */
  const append = async (id: number, ...entries: readonly NewEntry[]): Promise<void> => {
    await add(id, ...entries);
    const lease = await takeLedger(fixture, id);
    const { size } = (await ledgers().decide(lease, decisionOf(lease.ledger.decided.size, entries))).decided;
    await ledgers().publish(lease, { size, head: `head-${size}`, at: 5 });
    await ledgers().release(lease);
  };
  return { ledgers, add, append };
}
