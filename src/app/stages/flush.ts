import { toBase64 } from '../../base/bytes.ts';
import { type Instant, MINUTE, SECOND, toRfc3339 } from '../../base/clock.ts';
import { asFault, Fault } from '../../base/fault.ts';
import { faultCodes } from '../../base/fault-codes.ts';
import { decide as decideTree } from '../../ledger/batch.ts';
import { sealEntry } from '../../ledger/entry.ts';
import { actOf } from '../../ledger/rotation.ts';
import type { Decision, LedgerLease, LedgerState, PendingEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { observeFlush } from '../observe/observer.ts';
import { addToScope } from '../observe/scope.ts';
import { addLedgerActs } from './ledger-acts.ts';
import { problemKey } from './ledger-record.ts';
import { ownActs } from './own-acts.ts';
import type { FlushPace } from './pace.ts';
import { publish } from './publish.ts';
import { publishNotes } from './publish-notes.ts';
import { reconcile } from './reconcile.ts';
import { sign } from './sign.ts';
import { fromStored, toStored } from './stored.ts';
import { isSucceeded } from './succession.ts';
import { sendWitnesses } from './witness.ts';

/** Entries in one flush: with 4 kB each, far below what one commit may carry (github-facts 1a). */
const MOST_ENTRIES = 500;
const LEASE = 2 * MINUTE;
/** Another process holds the lease: whoever it is publishes these entries too, or its lease runs out. */
const HELD_DELAY = SECOND;

export interface Flushing {
  readonly context: Context;
  readonly pace: FlushPace;
}

/**
 * Stage 2, one at a time per ledger (design/ledger.md, "Appending"). Killed anywhere, the next call goes on: what is
 * decided but not published is published as it was stored, so recovery is the normal path.
 */
export async function flush(flushing: Flushing, id: number): Promise<void> {
  const { context } = flushing;
  const lease = await context.store.ledgers.take(id, context.owner, LEASE);
  if (lease === null) return context.store.queue.send('flush', String(id), {}, { delay: HELD_DELAY });
  addToScope({ installation: lease.ledger.installation, repository: lease.ledger.repository.id });
  try {
    if (!(await isSucceeded(context, lease))) await flushWithLease(flushing, lease);
    await context.store.memory.forget('ledger-problem', problemKey(id));
  } catch (error) {
    const fault = asFault(error);
    if (fault.code === 'store.lease-lost') return; // another process goes on with it
    // Nothing has failed, and to say more would take from what there is too little of: the job waits for as long as GitHub says.
    if (fault.code === 'github.rate-limited') throw fault;
    // What the branch has is not what this process took it for: before anything else is signed, it is compared anew.
    if (fault.code === 'ledger.inconsistent' || fault.code === 'ledger.stale-head') context.compared.delete(id);
    await explain(context, id, fault);
    throw new Fault('ledger.unavailable', `The ledger could not be written: ${fault.message}`, { cause: fault });
  } finally {
    await context.store.ledgers.release(lease);
  }
}

async function flushWithLease(flushing: Flushing, lease: LedgerLease): Promise<void> {
  const { context } = flushing;
  let ledger = lease.ledger;
  // The database went back behind what this process signed: what the branch holds must be read before anything is decided.
  if (isBehind(ledger, context.signed.get(ledger.id))) context.compared.delete(ledger.id);
  if (!context.compared.has(ledger.id)) {
    ledger = await reconcile(context, lease);
    context.compared.set(ledger.id, { confirmed: false });
  }
  if (ledger.decided.size > ledger.published.size) {
    // Signed before, it may be on the branch, and only the answer was lost; unsigned, it is what nobody has seen.
    if (!(await isSigned(context, ledger))) await confirmHead(context, ledger);
    ledger = await publishNow(flushing, { ...lease, ledger });
  }
  ledger = await publishNotes(flushing, { ...lease, ledger });
  if (ledger.pending === 0) return;

  const wait = flushing.pace.wait(ledger, context.clock.now());
  if (wait > 0) return context.store.queue.send('flush', String(ledger.id), {}, { delay: wait });
  await confirmHead(context, ledger);
  await addLedgerActs(context, ledger);
  const pending = await readPending(context, { ...lease, ledger });
  ledger = await decide(context, { ...lease, ledger }, pending);
  ledger = await publishNow(
    flushing,
    { ...lease, ledger },
    pending.find(({ storedAt }) => storedAt !== undefined)?.storedAt,
  );
  if (ledger.pending > 0)
    await context.store.queue.send(
      'flush',
      String(ledger.id),
      {},
      { delay: flushing.pace.wait(ledger, context.clock.now()) },
    );
}

/**
 * Once after each comparison, which may have been shown an old head: a database that went back as far would sign what the
 * branch has other entries for.
 */
async function confirmHead({ compared, forge }: Context, ledger: LedgerState): Promise<void> {
  const state = compared.get(ledger.id);
  if (state?.confirmed === true) return;
  await forge.ledgerBranch(ledger, ledger.branch).assertHead(ledger.published.head);
  // Where the connection to the database broke meanwhile, this is the state of before, which nobody reads any more.
  if (state !== undefined) state.confirmed = true;
}

async function isSigned({ store }: Context, { id, decided }: LedgerState): Promise<boolean> {
  return ((await store.ledgers.checkpoint(id, decided.size))?.note ?? null) !== null;
}

/** `oldest`: since when the oldest entry waits; where that is no longer known, since when its place is. */
async function publishNow(
  { context, pace }: Flushing,
  lease: LedgerLease,
  oldest: Instant = lease.ledger.decided.time,
): Promise<LedgerState> {
  pace.went(lease.ledger.installation, context.clock.now());
  const ledger = await publish(context, lease);
  const entries = ledger.published.size - lease.ledger.published.size;
  observeFlush(context.observer, { entries, age: context.clock.now() - oldest });
  // If we die before, the timer finds it.
  await sendWitnesses(context, ledger.id);
  return ledger;
}

/** Step 3: the only moment at which an order comes into being. If we die after it, `publish` goes on with what is stored. */
async function decide(context: Context, lease: LedgerLease, pending: readonly WaitingEntry[]): Promise<LedgerState> {
  const { ledger } = lease;
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

/** Of a genesis nobody knows any more since when it waits. */
type WaitingEntry = Pick<PendingEntry, 'id' | 'statement'> & Partial<Pick<PendingEntry, 'storedAt'>>;

/** In the order in which they came, but entry 0 is the genesis, whatever was pending before it was thought of. */
async function readPending(context: Context, lease: LedgerLease): Promise<readonly WaitingEntry[]> {
  const { ledger } = lease;
  const pending = await context.store.ledgers.pending(lease, MOST_ENTRIES);
  if (ledger.decided.size > 0) return pending;
  const [genesis] = await ownActs(context, ledger);
  if (genesis === undefined || actOf(genesis.statement)?.['act'] !== 'genesis')
    throw new Fault('internal.bug', `ledger ${ledger.id} would begin without a genesis`);
  return [genesis, ...pending.filter(({ id }) => id !== genesis.id)].slice(0, MOST_ENTRIES);
}

function isBehind(
  { decided }: LedgerState,
  signed: { readonly size: number; readonly root: string } | undefined,
): boolean {
  if (signed === undefined) return false;
  return decided.size < signed.size || (decided.size === signed.size && decided.root !== signed.root);
}

/** Everybody whose check waits for this ledger reads why; nothing passes meanwhile. */
async function explain(context: Context, id: number, fault: Fault): Promise<void> {
  // What passes by itself is tried again at once; whoever has to be woken is woken by how long entries wait.
  context.log[faultCodes[fault.code].retry ? 'warn' : 'error'](
    { ledger: id, code: fault.code, next: fault.next },
    `The ledger could not be written: ${fault.message}`,
  );
  const at: Instant = context.clock.now();
  await context.store.memory.set('ledger-problem', problemKey(id), { code: fault.code, message: fault.message }, at);
  for (const key of await context.store.ledgers.waiting(id)) await context.store.queue.send('report', key, {});
}
