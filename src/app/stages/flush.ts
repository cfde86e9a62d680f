import { toBase64 } from '../../base/bytes.ts';
import { type Instant, MINUTE, SECOND, toRfc3339 } from '../../base/clock.ts';
import { asFault, Fault } from '../../base/fault.ts';
import { decide as decideTree } from '../../ledger/batch.ts';
import { sealEntry } from '../../ledger/entry.ts';
import type { Decision, LedgerLease, LedgerState, PendingEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { addLedgerActs } from './ledger-acts.ts';
import type { FlushPace } from './pace.ts';
import { publish } from './publish.ts';
import { reconcile } from './reconcile.ts';
import { sign } from './sign.ts';
import { fromStored, toStored } from './stored.ts';

/** Entries in one flush: with 4 kB each, far below what one commit may carry (github-facts 1a). */
const MOST_ENTRIES = 500;
const LEASE = 2 * MINUTE;
/** Another process holds the lease: whoever it is publishes these entries too, or its lease runs out. */
const HELD_DELAY = SECOND;

export interface Flushing {
  readonly context: Context;
  readonly pace: FlushPace;
  /** Ledgers whose branch this process has compared with the database since it started. */
  readonly compared: Set<number>;
}

/**
 * Stage 2, one at a time per ledger (design/ledger.md, "Appending"). Killed anywhere, the next call goes on: what is
 * decided but not published is published as it was stored, so recovery is the normal path.
 */
export async function flush(flushing: Flushing, id: number): Promise<void> {
  const { context } = flushing;
  const lease = await context.store.ledgers.take(id, context.owner, LEASE);
  if (lease === null) return context.store.queue.send('flush', String(id), {}, { delay: HELD_DELAY });
  try {
    await flushWithLease(flushing, lease);
    await context.store.memory.forget('ledger-problem', String(id));
  } catch (error) {
    const fault = asFault(error);
    if (fault.code === 'store.lease-lost') return; // another process goes on with it
    await explain(context, id, fault);
    throw new Fault('ledger.unavailable', `The ledger could not be written: ${fault.message}`, { cause: fault });
  } finally {
    await context.store.ledgers.release(lease);
  }
}

async function flushWithLease(flushing: Flushing, lease: LedgerLease): Promise<void> {
  const { context } = flushing;
  let ledger = lease.ledger;
  if (!flushing.compared.has(ledger.id)) {
    ledger = await reconcile(context, lease);
    flushing.compared.add(ledger.id);
  }
  if (ledger.decided.size > ledger.published.size) ledger = await publishNow(flushing, { ...lease, ledger });
  if (ledger.pending === 0) return;

  const wait = flushing.pace.wait(ledger, context.clock.now());
  if (wait > 0) return context.store.queue.send('flush', String(ledger.id), {}, { delay: wait });
  await addLedgerActs(context, ledger);
  ledger = await decide(context, { ...lease, ledger });
  ledger = await publishNow(flushing, { ...lease, ledger });
  if (ledger.pending > 0)
    await context.store.queue.send(
      'flush',
      String(ledger.id),
      {},
      { delay: flushing.pace.wait(ledger, context.clock.now()) },
    );
}

async function publishNow({ context, pace }: Flushing, lease: LedgerLease): Promise<LedgerState> {
  pace.went(lease.ledger.installation, context.clock.now());
  return await publish(context, lease);
}

/** Step 3: the only moment at which an order comes into being. If we die after it, `publish` goes on with what is stored. */
async function decide(context: Context, lease: LedgerLease): Promise<LedgerState> {
  const { ledger } = lease;
  const pending = genesisFirst(await context.store.ledgers.pending(lease, MOST_ENTRIES), ledger);
  const time = Math.max(context.clock.now(), ledger.decided.time);
  const entries = pending.map((entry) => sealEntry(entry, toRfc3339(time)));
  const edge = ledger.decided.edge.map(fromStored);
  const tree = decideTree(
    { size: ledger.decided.size, edge },
    entries.map(({ bytes }) => bytes),
  );
  const decision: Decision = {
    oldSize: ledger.decided.size,
    size: tree.size,
    root: toBase64(tree.root),
    edge: tree.edge.map(toBase64),
    time,
    subtrees: tree.subtrees.map(({ level, index, hash }) => ({ level, index, hash: toBase64(hash) })),
    entries: entries.map((entry, at) => toStored(entry, { index: ledger.decided.size + at, leaf: tree.leaves[at] })),
  };
  const decided = await context.store.ledgers.decide(lease, decision);
  await sign(context, { ...lease, ledger: decided });
  return decided;
}

/** Entry 0 is the genesis, whatever was pending before it was thought of. */
function genesisFirst(pending: readonly PendingEntry[], ledger: LedgerState): readonly PendingEntry[] {
  if (ledger.decided.size > 0) return pending;
  return [...pending.filter(isGenesis), ...pending.filter((entry) => !isGenesis(entry))];
}

/** Everybody whose check waits for this ledger reads why; nothing passes meanwhile. */
async function explain(context: Context, id: number, fault: Fault): Promise<void> {
  context.log.error(
    { ledger: id, code: fault.code, next: fault.next },
    `The ledger could not be written: ${fault.message}`,
  );
  const at: Instant = context.clock.now();
  await context.store.memory.set('ledger-problem', String(id), { code: fault.code, message: fault.message }, at);
  for (const key of await context.store.ledgers.waiting(id)) await context.store.queue.send('report', key, {});
}

function isGenesis({ kind, n }: PendingEntry): boolean {
  return kind === 'ledger' && n === 1;
}
