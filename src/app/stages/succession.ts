import { Fault } from '../../base/fault.ts';
import { ledgerBranch, paths, successorOrigin } from '../../ledger/layout.ts';
import type { VerifierKey } from '../../ledger/note-key.ts';
import { isSameKey, keysInForce } from '../../ledger/rotation.ts';
import type { Home, LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { sendSweep } from '../sweep-task.ts';
import { adopt } from './adopt.ts';
import { carryAlerts } from './carried-alerts.ts';
import { readKeys } from './key-line.ts';
import { addLedgerActs } from './ledger-acts.ts';
import { draftPolicies } from './moved-policies.ts';
import { isCheckpointOf, type OurCheckpoint, readOurCheckpoint } from './our-checkpoint.ts';

/**
 * A key that is lost for good, as the operator says (COUNTERSIGN_LEDGER_KEY_LOST): nobody can append to its ledgers any
 * more. Each stays as it is, and another one of the same repository goes on, whose genesis names where it ended.
 */

/** Does another ledger go on for this one? Where its key is lost and none does yet, it is opened. Safe to repeat. */
export async function isSucceeded(context: Context, lease: LedgerLease): Promise<boolean> {
  const { ledger } = lease;
  const newest = ledger.endedBy === null ? null : await context.store.ledgers.ofRepository(ledger.repository.id);
  if (newest !== null && newest.generation > ledger.generation) {
    // If we died right after the successor was made, nobody told it yet how it begins.
    if (newest.decided.size === 0) await begin(context, { from: lease, to: newest });
    else if (ledger.pending > 0) await tellAlerts(context, { from: lease, to: newest });
    return true;
  }
  const lost = context.keys.lost(ledger.origin);
  if (lost === null) return false;
  const named = keysInForce(await readKeys(context, ledger), Number.POSITIVE_INFINITY);
  // Where the database lost the entries too, only the branch says whose they are.
  if (ledger.decided.size > 0 && !isAmong(named, lost)) return false;
  const found = await readBranch(context, ledger);
  if (ledger.decided.size === 0 && !isAmong(found?.ours.checkpoint.verified ?? [], lost)) return false;
  const from = { ...lease, ledger: await settleEnd(context, lease, found) };
  const { origin, generation } = from.ledger;
  const to = await context.store.ledgers.succeed(from, {
    origin: successorOrigin(origin, generation + 1),
    branch: ledgerBranch(generation + 1),
  });
  context.log.warn({ ledger: ledger.id, origin, successor: to.origin }, 'The key is lost: another ledger goes on');
  await begin(context, { from, to });
  return true;
}

interface OnBranch {
  readonly head: string;
  readonly ours: OurCheckpoint;
}

/** The last checkpoint that stands there, by the lost key or by one of ours. */
async function readBranch(context: Context, ledger: LedgerState): Promise<OnBranch | null> {
  const branch = context.forge.ledgerBranch(ledger, ledger.branch);
  const head = await branch.head();
  const note = head === null ? null : await branch.read(head, paths.checkpoint);
  const ours = readOurCheckpoint(context, ledger, note);
  return head === null || ours === null ? null : { head, ours };
}

function isAmong(keys: readonly VerifierKey[], key: VerifierKey): boolean {
  return keys.some((each) => isSameKey(each, key));
}

/**
 * The ledger as it ended: what the branch says and what the database says have to be one and the same. What was decided
 * and never signed was never shown to anybody; it is decided again.
 */
async function settleEnd(context: Context, lease: LedgerLease, found: OnBranch | null): Promise<LedgerState> {
  const { ledger } = lease;
  if (found === null) throw refuse(ledger, 'holds no checkpoint by the lost key');
  const { head, ours } = found;
  if (ours.checkpoint.size > ledger.decided.size) {
    const branch = context.forge.ledgerBranch(ledger, ledger.branch);
    return await adopt(context, lease, { branch, head, ...ours });
  }
  const { ledgers } = context.store;
  const published = await ledgers.checkpoint(ledger.id, ledger.published.size);
  if (published !== null && isCheckpointOf(published, ours)) return ledger;
  if (!isCheckpointOf(ledger.decided, ours)) throw refuse(ledger, 'is not what was published last');
  // The answer to the last commit was lost.
  const last = { size: ledger.decided.size, head, at: context.clock.now() };
  await ledgers.publish(lease, last);
  return { ...ledger, published: last };
}

function refuse({ branch, published }: LedgerState, what: string): Fault {
  return new Fault('ledger.inconsistent', `The branch ${branch} ${what}, so nobody can say where the ledger ended`, {
    next: 'Put it back from a clone or from an older head, then restart: the successor names its last checkpoint.',
    details: { published: published.size },
  });
}

interface Succession {
  readonly from: LedgerLease;
  readonly to: LedgerState;
}

/** Genesis, the policies in force, alerts that nobody has read yet, and everything that is open judged again: its verdicts are recorded here from now on. */
async function begin(context: Context, { from, to }: Succession): Promise<void> {
  const { ledgers, queue } = context.store;
  await addLedgerActs(context, to);
  const homes = await homesIn(context, to);
  for (const { repository, installation } of homes) {
    const place = { installation, repository };
    for (const { entry, evidence = [] } of await draftPolicies(context, { place, from: from.ledger, to }))
      await ledgers.add(to.id, entry, evidence);
  }
  const places = homes.map(({ repository, installation }) => ({ installation, repository }));
  if (places.length > 0) await sendSweep(context, { task: 'repositories', installation: to.installation, places });
  await carryAlerts(context, from, to);
  await queue.send('flush', String(to.id), {});
}

async function tellAlerts(context: Context, { from, to }: Succession): Promise<void> {
  await carryAlerts(context, from, to);
  await context.store.queue.send('flush', String(to.id), {});
}

const SLICE = 100;

async function homesIn({ store }: Context, { id }: LedgerState): Promise<readonly Home[]> {
  const found: Home[] = [];
  for (let after = 0; ; ) {
    const homes = await store.homes.list(after, SLICE);
    found.push(...homes.filter(({ ledger }) => ledger.id === id));
    const last = homes.at(-1);
    if (homes.length < SLICE || last === undefined) return found;
    after = last.repository.id;
  }
}
