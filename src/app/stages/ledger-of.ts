import { asFault, Fault, isFault } from '../../base/fault.ts';
import { faultCodes } from '../../base/fault-codes.ts';
import { LEDGER_BRANCH } from '../../ledger/layout.ts';
import type { Home, LedgerScope, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { sendSweep } from '../sweep-task.ts';
import { compareFirst } from './compare-first.ts';
import { ledgerHost } from './ledger-host.ts';
import { draftMove } from './ledger-moves.ts';

interface Wanted {
  /** That hosts the ledger. */
  readonly repository: Place['repository'];
  readonly scope: LedgerScope;
}

/**
 * The ledger in which everything about this repository is recorded, compared with its branch since this process started:
 * its own, or the one that the configuration names. It is made when there is none. Its origin is what its repository is
 * called then, and stays; owner, name and installation follow, so that it is found after a transfer or a rename. Where the
 * configuration names another one than before, the repository moves there first.
 */
export async function openLedger(context: Context, place: Place): Promise<LedgerState> {
  const wanted = await findWanted(context, place);
  const home = await context.store.homes.read(place.repository.id);
  if (home !== null && isSettled(home, place, wanted)) return await compare(context, home.ledger, place);
  return await settle(context, place, { wanted, home });
}

/** Is the repository recorded where the configuration wants it? */
export async function isAtHome(context: Context, home: Home, place: Place): Promise<boolean> {
  return isSettled(home, place, await findWanted(context, place));
}

async function findWanted(context: Context, place: Place): Promise<Wanted> {
  const host = await ledgerHost(context, place);
  return host === null
    ? { repository: place.repository, scope: 'repository' }
    : { repository: host.repository, scope: 'organization' };
}

/** … and is everything called by its present name? */
function isSettled({ repository, installation, ledger }: Home, place: Place, wanted: Wanted): boolean {
  return (
    ledger.scope === wanted.scope &&
    ledger.endedBy === null &&
    isSame(ledger.repository, wanted.repository) &&
    isSame(repository, place.repository) &&
    [installation, ledger.installation].every((each) => each === place.installation)
  );
}

function isSame(one: Place['repository'], other: Place['repository']): boolean {
  return one.id === other.id && one.owner === other.owner && one.name === other.name;
}

interface Settling {
  readonly wanted: Wanted;
  readonly home: Home | null;
}

/**
 * What is drafted here is stored in the one transaction that moves the home, so there is no half of a move. Everything
 * open is judged again: the job for that is sent before, because each evaluation makes up for a move that did not happen.
 */
async function settle(context: Context, place: Place, { wanted, home }: Settling): Promise<LedgerState> {
  const to = await compare(context, await open(context, place.installation, wanted), place);
  const before = home ?? (await findForgotten(context, place, to));
  const from = before === null || before.ledger.id === to.id ? null : await compareIfPossible(context, before.ledger);
  if (from !== null)
    await sendSweep(context, { task: 'repositories', installation: place.installation, places: [place] });
  const entries = await draftMove(context, { place, from, to, scope: wanted.scope });
  const isMoved = await context.store.homes.move({
    repository: place.repository,
    installation: place.installation,
    from: before?.ledger.id ?? null,
    to: to.id,
    scope: wanted.scope,
    entries,
  });
  if (isMoved && entries.length === 0) return { ...to, scope: wanted.scope, endedBy: null };
  const after = await context.store.homes.read(place.repository.id);
  if (!isMoved && (after === null || !isSettled(after, place, wanted)))
    throw new Fault('ledger.unavailable', 'The repository is being moved to another ledger; it is tried again');
  if (from !== null)
    context.log.info(
      { repository: place.repository.id, from: from.origin, to: to.origin },
      'A repository moved to another ledger',
    );
  return after?.ledger ?? to;
}

async function open(context: Context, installation: number, { repository }: Wanted): Promise<LedgerState> {
  const { id, owner, name } = repository;
  const origin = `${context.config.ledger.host}/${owner}/${name}`;
  return await context.store.ledgers.open({
    installation,
    repository: { id, owner, name },
    origin,
    branch: LEDGER_BRANCH,
  });
}

/** Where the repository of the ledger is gone, the subject is not. */
async function compare(context: Context, ledger: LedgerState, { repository }: Place): Promise<LedgerState> {
  try {
    return await compareFirst(context, ledger);
  } catch (error) {
    if (ledger.repository.id === repository.id || !isFault(error, 'github.not-found')) throw error;
    const { owner, name } = ledger.repository;
    throw new Fault(
      'ledger.no-repository',
      `The ledger is in ${owner}/${name}, which GitHub does not show to the app`,
      {
        cause: error,
      },
    );
  }
}

/** The ledger that the repository leaves may be out of reach for good, which must not keep it there. */
async function compareIfPossible(context: Context, ledger: LedgerState): Promise<LedgerState> {
  try {
    return await compareFirst(context, ledger);
  } catch (error) {
    const { code, message } = asFault(error);
    if (faultCodes[code].retry) throw error;
    context.log.warn({ ledger: ledger.id, code }, `A ledger that comes to its end cannot be compared: ${message}`);
    return ledger;
  }
}

/** A database that was lost knows no homes: the repository may have a ledger of its own, which has to come to its end. */
async function findForgotten(context: Context, place: Place, to: LedgerState): Promise<Home | null> {
  if (to.repository.id === place.repository.id) return null;
  const { ledgers, homes } = context.store;
  const isThere = (await context.forge.ledgerBranch(place, LEDGER_BRANCH).head()) !== null;
  if (!isThere && (await ledgers.ofRepository(place.repository.id)) === null) return null;
  const own = await open(context, place.installation, { ...place, scope: 'repository' });
  await homes.move({ ...place, from: null, to: own.id, scope: own.scope, entries: [] });
  return await homes.read(place.repository.id);
}
