import { MINUTE, SECOND } from '../../base/clock.ts';
import { asFault, Fault, isFault } from '../../base/fault.ts';
import type { Json } from '../../base/json.ts';
import type { LedgerState, Remains, UnreadEvidence } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { createDispatcher } from '../dispatch.ts';
import { flushEvidence } from '../stages/evidence-flush.ts';
import { flush } from '../stages/flush.ts';
import { type FlushPace, flushPace } from '../stages/pace.ts';
import { eachDocument } from './each-document.ts';
import { forgetErasing, rememberErasing, rememberedErasing } from './erasing-memory.ts';
import { type Findings, findPerson, identify } from './find-person.ts';
import { makeHolds, textsOf, wordsOf } from './holds.ts';
import type { Identity } from './identity.ts';
import { type Ordered, recordRedaction } from './record-redaction.ts';

export interface Erasing extends Ordered {
  /** A login, or a numeric id. */
  readonly person: string;
  /** Findings are told, and nothing is changed. */
  readonly isDry: boolean;
  /** Go on although ledger entries name the person. */
  readonly keepEntries: boolean;
  /** Go on although there is evidence that cannot be read: with its repository it may be gone for good. */
  readonly leaveUnreadable: boolean;
  /** Names of their commits by which they are not looked for, in any case: others are called so too. */
  readonly keepNames: readonly string[];
}

export type Told =
  /** Evidence beside this ledger that could not be read, and may hold the person. */
  | { readonly told: 'left'; readonly origin: string; readonly digests: readonly string[] }
  | { readonly told: 'findings'; readonly findings: Findings }
  | { readonly told: 'recorded'; readonly origin: string; readonly documents: number }
  | { readonly told: 'erased'; readonly origin: string; readonly documents: number }
  /** What could not be done now; the same command again does it. */
  | { readonly told: 'unfinished'; readonly what: string; readonly why: string }
  | { readonly told: 'end'; readonly remains: readonly Remains[] };

/**
 * Takes a person out of everything but the entries. Killed anywhere, the same call again ends right: nothing goes before an
 * entry that says so stands on the branch, and who is meant is remembered until the end, because the evidence that told
 * which addresses are theirs goes on the way.
 */
export async function* erasePerson(context: Context, erasing: Erasing): AsyncGenerator<Told> {
  const { store } = context;
  await dispatchWaiting(context);
  yield* nameUnread(await store.erasure.unread(), erasing.leaveUnreadable);
  const kept = await rememberedErasing(context, erasing.person);
  const identity = withoutNames(await identify(store, erasing.person, kept?.identity), erasing.keepNames);
  const findings = await findPerson(store, identity, kept?.opened);
  yield { told: 'findings', findings };
  if (erasing.isDry || (findings.entries.length > 0 && !erasing.keepEntries)) return;

  await rememberErasing(context, erasing.person, findings);
  const left = yield* eraseDocuments(context, erasing, findings);
  // Afterwards: whoever is judged again because of it must not find a document that is about to go.
  for (const { table, rows } of findings.rows) await store.erasure.forget(table, rows);
  yield* rewriteBranches(context);
  if (left === 0) await forgetErasing(context, erasing.person);
  await store.erasure.compact();
  yield { told: 'end', remains: await findRemains(context, identity) };
}

/** Of an open pull request that is judged again, GitHub may have told everything again meanwhile. */
async function findRemains({ store }: Context, identity: Identity): Promise<readonly Remains[]> {
  const holds = makeHolds(identity);
  let documents = 0;
  await eachDocument(store, textsOf(identity), ({ document }) => {
    if (holds(JSON.parse(document) as Json)) documents += 1;
  });
  const evidence = { table: 'countersign.evidence', column: 'document', rows: documents };
  return [...(documents === 0 ? [] : [evidence]), ...(await store.erasure.remains(wordsOf(identity)))];
}

/** Deliveries that wait hold what GitHub sent; dispatched, they are dropped. */
async function dispatchWaiting(context: Context): Promise<void> {
  for (let round = 0; round < 100 && (await context.store.deliveries.backlog()) > 0; round++) {
    const dispatcher = createDispatcher(context);
    dispatcher.wake();
    await dispatcher.stop();
  }
}

/** Digests told at once. */
const SLICE = 500;

function* nameUnread(unread: readonly UnreadEvidence[], mayLeave: boolean): Generator<Told> {
  if (unread.length > 0 && !mayLeave) {
    const pieces = unread.length === 1 ? '1 piece' : `${unread.length} pieces`;
    throw new Fault('ledger.unavailable', `${pieces} of evidence on branches could not be read back yet`, {
      next: 'Let the app run until it has, then try again. If their repository is gone: --leave-unreadable names them, and goes on.',
    });
  }
  for (const [origin, pieces] of Map.groupBy(unread, (piece) => piece.origin))
    for (let from = 0; from < pieces.length; from += SLICE)
      yield { told: 'left', origin, digests: pieces.slice(from, from + SLICE).map(({ digest }) => digest) };
}

function withoutNames(identity: Identity, names: readonly string[]): Identity {
  const kept = new Set(names.map((name) => name.toLowerCase()));
  return { ...identity, names: identity.names.filter((name) => !kept.has(name.toLowerCase())) };
}

/** Ledger by ledger: the entry first, on the branch, so that what is missing there from now on is explained. How many are left. */
async function* eraseDocuments(context: Context, ordered: Ordered, findings: Findings): AsyncGenerator<Told, number> {
  let left = 0;
  for (const [id, digests] of byLedger(findings)) {
    const ledger = await context.store.ledgers.read(id);
    if (ledger === null) throw new Fault('internal.bug', `there is no ledger ${id}`);
    const { origin } = ledger;
    const says = await whoSays(context, ledger);
    const entries = await recordRedaction(context, says, { ...ordered, digests });
    const why = await publishEntries(context, says.id, entries).then(() => null, reasonToWait);
    if (why === null) {
      yield { told: 'recorded', origin: says.origin, documents: digests.length };
      const gone = await context.store.evidence.erase(id, digests);
      yield { told: 'erased', origin, documents: gone.length };
    } else {
      left += 1;
      yield { told: 'unfinished', what: `${digests.length} documents of ${origin}`, why };
    }
  }
  return left;
}

/** Nobody can append to a ledger whose key was lost: the one that goes on says it, beside the same evidence branch. */
async function whoSays({ store }: Context, ledger: LedgerState): Promise<LedgerState> {
  const newest = ledger.endedBy === null ? null : await store.ledgers.ofRepository(ledger.repository.id);
  return newest ?? ledger;
}

function byLedger({ documents }: Findings): ReadonlyMap<number, readonly string[]> {
  const ledgers = new Map<number, string[]>();
  for (const { ledger, digest } of documents) ledgers.set(ledger, [...(ledgers.get(ledger) ?? []), digest]);
  return ledgers;
}

/** Null: with the repository its branches are gone, and nobody can be told there; the entry waits in the database. */
function reasonToWait(error: unknown): string | null {
  const { message, cause } = asFault(error);
  return isFault(cause, 'github.not-found') ? null : message;
}

const LOOK_AGAIN = SECOND / 4;
const OLDER_THAN_ANYTHING = Number.MAX_SAFE_INTEGER;
const LONGEST_WAIT = 5 * MINUTE;

/** By whoever comes first: the app's own worker, or we. */
async function publishEntries(context: Context, id: number, entries: readonly string[]): Promise<void> {
  const flushing = { context, pace: paceOf(context) };
  const end = context.clock.now() + LONGEST_WAIT;
  while (!(await arePublished(context, id, entries))) {
    await flush(flushing, id);
    if (await arePublished(context, id, entries)) return;
    if (context.clock.now() > end)
      throw new Fault('ledger.unavailable', 'The entry about it did not get onto the branch in five minutes');
    await pause(LOOK_AGAIN);
  }
}

async function arePublished({ store }: Context, id: number, entries: readonly string[]): Promise<boolean> {
  const published = (await store.ledgers.read(id))?.published.size ?? 0;
  for (const entry of entries) {
    const index = await store.ledgers.indexOf(id, entry);
    if (index === null || index >= published) return false;
  }
  return true;
}

/** Every branch that is to be replaced, those of an earlier call that was killed too. */
async function* rewriteBranches(context: Context): AsyncGenerator<Told> {
  const flushing = { context, pace: paceOf(context), rests: new Map() };
  const end = context.clock.now() + LONGEST_WAIT;
  let left = await branchesToReplace(context);
  while (left.length > 0 && flushing.rests.size === 0 && context.clock.now() < end) {
    for (const repository of left) await flushEvidence(flushing, repository);
    left = await branchesToReplace(context);
    if (left.length > 0) await pause(LOOK_AGAIN);
  }
  for (const repository of left) {
    const what = `the evidence branch of repository ${repository}`;
    yield { told: 'unfinished', what, why: 'it could not be replaced now; the app tries again by itself' };
  }
}

/** Nothing that waits is as old: what is due are branches to be replaced. */
async function branchesToReplace({ store }: Context): Promise<readonly number[]> {
  return await store.evidence.due(OLDER_THAN_ANYTHING);
}

function paceOf({ config }: Context): FlushPace {
  return flushPace(config.ledger.window);
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
