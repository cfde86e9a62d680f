import { HOUR } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import type { Context } from '../context.ts';
import type { LedgerConfig } from '../ledger-config.ts';
import type { Place } from '../ports.ts';
import { toJson } from './evidence.ts';

/** The repository that holds one ledger for an installation, as it is called now. */
export interface LedgerHost {
  readonly repository: Place['repository'];
  readonly isPrivate: boolean;
  /** What the setting said when it was found, in lower case. */
  readonly named: string;
}

type Name = LedgerConfig['repositories'][number];

/** By installation: it is the same host after the account or the repository got another name. */
const HOSTS = 'ledger-host';
/** A new name, another visibility, or a repository that the installation lost are seen this late. */
const LOOK_AGAIN_AFTER = HOUR;

/**
 * The repository that the configuration names for what this installation records; null: each repository has its own
 * ledger. Throws `ledger.no-repository` where the named one is not there.
 */
export async function ledgerHost(context: Context, place: Place): Promise<LedgerHost | null> {
  const { repositories } = context.config.ledger;
  if (repositories.length === 0) return null;
  const found = await context.store.memory.get(HOSTS, keyOf(place.installation));
  const before = (found?.value ?? null) as unknown as LedgerHost | null;
  const named =
    repositories.find((each) => textOf(each) === before?.named) ??
    repositories.find(({ owner }) => owner.toLowerCase() === place.repository.owner.toLowerCase());
  if (named === undefined) return null;
  const kept = before?.named === textOf(named) ? before : null;
  if (kept !== null && context.clock.now() - (found?.at ?? 0) < LOOK_AGAIN_AFTER) return kept;
  const host = { ...(await findHost(context, place.installation, { named, kept })), named: textOf(named) };
  await context.store.memory.set(HOSTS, keyOf(place.installation), toJson(host), context.clock.now());
  return host;
}

/** The host under which this installation was seen last, without asking GitHub; null: none. */
export async function knownHost({ store }: Context, installation: number): Promise<LedgerHost | null> {
  return ((await store.memory.get(HOSTS, keyOf(installation)))?.value ?? null) as unknown as LedgerHost | null;
}

/** Somebody renamed a repository, or put it into an installation or out of one: look again. */
export async function forgetHost({ store }: Pick<Context, 'store'>, installation: number): Promise<void> {
  const found = await store.memory.get(HOSTS, keyOf(installation));
  if (found !== null) await store.memory.set(HOSTS, keyOf(installation), found.value, 0);
}

interface Wanted {
  readonly named: Name;
  readonly kept: LedgerHost | null;
}

type Found = Omit<LedgerHost, 'named'>;

async function findHost(context: Context, installation: number, { named, kept }: Wanted): Promise<Found> {
  try {
    const found =
      (kept === null ? null : await findAgain(context, installation, kept)) ??
      (await context.forge.repositories.find(installation, named));
    if (found !== null) return found;
  } catch (error) {
    if (kept === null || !isFault(error)) throw error;
    return kept; // whether it is there is found out when it is written
  }
  throw new Fault(
    'ledger.no-repository',
    `The ledger belongs into ${textOf(named)}, which this installation does not hold`,
    {
      next: `Create ${textOf(named)} or add it to the repositories of the app's installation, or correct COUNTERSIGN_LEDGER_REPOSITORY.`,
      details: { named: textOf(named), installation },
    },
  );
}

/** Under whatever name: the one in the setting may be another repository's by now. Null: the installation holds it no more. */
async function findAgain(
  { forge: { repositories } }: Context,
  installation: number,
  { repository }: LedgerHost,
): Promise<Found | null> {
  const found = await repositories.find(installation, repository);
  if (found?.repository.id === repository.id) return found;
  const held = await repositories.ofInstallation(installation);
  const renamed = held.find((place) => place.repository.id === repository.id);
  return renamed === undefined ? null : await repositories.find(installation, renamed.repository);
}

const textOf = ({ owner, name }: Name): string => `${owner}/${name}`.toLowerCase();

/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const keyOf = (installation: number): string => `${installation}.`;
