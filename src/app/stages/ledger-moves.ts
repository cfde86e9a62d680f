import { toRfc3339 } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import { draftLedgerAct, repositorySubject, scopeSubject } from '../../ledger/build.ts';
import type { LedgerAct } from '../../ledger/entries/ledger.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { LedgerScope, LedgerState, Move, NewestEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { checkDraft } from './checked-draft.ts';
import { headerOf } from './header.ts';
import { subjectText } from './known-policies.ts';
import { draftPolicies } from './moved-policies.ts';
import { ownActs } from './own-acts.ts';

interface Moving {
  readonly place: Place;
  /** Null: the repository stays in the ledger that it is in, or was in none. */
  readonly from: LedgerState | null;
  readonly to: LedgerState;
  readonly scope: LedgerScope;
}

type Act<Name extends LedgerAct['act']> = Extract<LedgerAct, { readonly act: Name }>;

/**
 * What the ledgers say about a move: the one that the repository leaves, that nothing about it follows; the one that goes
 * on, whom it goes on for; and whether it serves other repositories as well. What they say already, they do not say again:
 * a lost database learns of a move from its ends.
 */
export async function draftMove(context: Context, { place, from, to, scope }: Moving): Promise<Move['entries']> {
  const entries: Move['entries'][number][] = [];
  const add = async (ledger: LedgerState, about: Subject, act: LedgerAct): Promise<void> => {
    entries.push({ ledger: ledger.id, entry: await draftAct(context, ledger, { about, act, place }) });
  };
  const about = (ledger: LedgerState): Subject => repositorySubject(ledger.origin, place.repository.id);

  if (from !== null && hasBegun(from)) {
    const left = await newestAct(context, from, about(from));
    if (left?.act !== 'moved' || left.to !== to.origin) await add(from, about(from), { act: 'moved', to: to.origin });
  }
  const said = hasBegun(to) ? await newestAct(context, to, about(to)) : null;
  const saidScope = hasBegun(to) ? await scopeOf(context, to) : null;
  if (saidScope !== null && saidScope !== scope) await add(to, scopeSubject(to.origin), { act: 'scope', scope });
  const resumed = await whatIsResumed(context, { from, to, said });
  if (resumed !== null) await add(to, about(to), { act: 'resumed', from: resumed });
  return from === null ? entries : [...entries, ...(await draftPolicies(context, { place, from, to }))];
}

interface Resuming extends Pick<Moving, 'from' | 'to'> {
  /** What `to` said about the repository last. */
  readonly said: LedgerAct | null;
}

/** The checkpoint is the newest that is decided: the ledger that is left may take some time to say goodbye. */
async function whatIsResumed(context: Context, { from, to, said }: Resuming): Promise<Act<'resumed'>['from'] | null> {
  if (from !== null) {
    const isSaid = said?.act === 'resumed' && said.from.origin === from.origin;
    return hasBegun(from) && !isSaid ? checkpointOf(from) : null;
  }
  // It said goodbye and goes on all the same: the database that knew where the repository was is lost.
  if (said?.act !== 'moved' || said.to === to.origin) return null;
  context.log.warn({ ledger: to.id, from: said.to }, 'A repository comes back from a ledger that is not known here');
  return { origin: said.to, size: null, root: null };
}

function checkpointOf({ origin, decided }: LedgerState): Act<'resumed'>['from'] {
  return { origin, size: decided.size, root: decided.root };
}

function hasBegun({ decided, pending }: LedgerState): boolean {
  return decided.size > 0 || pending > 0;
}

/** Null: its genesis will say so. */
async function scopeOf(context: Context, ledger: LedgerState): Promise<LedgerScope | null> {
  const changed = await newestAct(context, ledger, scopeSubject(ledger.origin));
  if (changed?.act === 'scope') return changed.scope;
  const [first] = await ownActs(context, ledger);
  const genesis = actOf(first);
  return genesis?.act === 'genesis' ? genesis.scope : null;
}

async function newestAct({ store }: Context, ledger: LedgerState, about: Subject): Promise<LedgerAct | null> {
  return actOf(await store.ledgers.newestOf(ledger.id, subjectText(about), 'ledger'));
}

/** Written by ourselves and read back: trusted. */
function actOf(entry: NewestEntry | null | undefined): LedgerAct | null {
  const predicate = entry?.statement['predicate'];
  return isJsonObject(predicate) ? (predicate['countersign_ledger'] as unknown as LedgerAct) : null;
}

interface Drafting {
  readonly about: Subject;
  readonly act: LedgerAct;
  readonly place: Place;
}

/** About the repository that moves, whoever hosts the ledger. */
async function draftAct(
  context: Context,
  ledger: LedgerState,
  { about, act, place }: Drafting,
): Promise<Move['entries'][number]['entry']> {
  const subject = subjectText(about);
  const last = await context.store.ledgers.newestOf(ledger.id, subject, 'ledger');
  const observed = toRfc3339(context.clock.now());
  const header = headerOf(context, { subject: place, n: (last?.n ?? 0) + 1, observed, guids: [] });
  const draft = draftLedgerAct({ origin: ledger.origin, subject: about, header, act });
  return { ...checkDraft(draft), subject, reports: null };
}
