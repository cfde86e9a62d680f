import type { Json } from '../../base/json.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { AlertCode } from '../../ledger/entries/alert.ts';
import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Speaking } from '../deployment/speaks.ts';
import type { Environment, Place } from '../ports.ts';
import { addAlert } from '../stages/alert.ts';
import { toJson } from '../stages/evidence.ts';
import {
  forgetEnvironment,
  type KnownEnvironment,
  knownEnvironments,
  rememberEnvironment,
} from './known-environments.ts';
import { findWeakenings, isProtected, type Settings } from './settings.ts';
import { type About, subjectAt, type Told, tell } from './tell.ts';

/** A look at what the gate of a repository does not see. */
export interface Look {
  readonly place: Place;
  readonly ledger: LedgerState;
  /** What the policies of the default branch say of deployments. */
  readonly speaking: Speaking;
  /** Of the default branch. */
  readonly commit: string;
}

/** One request each. */
const MOST = 300;
const MOST_NAMED = 20;
/** All of them together, where they cannot be read. */
const UNREAD = 0;

/**
 * Tells what protects each environment, the first time and whenever it changed, and opens alerts where it got weaker, or
 * where a policy speaks of one whose jobs do not wait for us. Safe to repeat: what was told is compared, the row comes last.
 */
export async function compareEnvironments(context: Context, look: Look): Promise<void> {
  const repository = look.place.repository.id;
  const listed = await context.forge.deployments.environments(look.place);
  const known = await knownEnvironments(context, repository);
  const unread = await compareReadable(context, look, { isRead: listed.known, before: known.get(UNREAD) ?? null });
  if (!listed.known) {
    context.log.warn({ repository, code: listed.why.code }, `Environments are not compared: ${listed.why.detail}`);
    return await warnUngated(context, look, unread === null ? [] : [unread]);
  }
  const ofPolicy = listed.value.filter(({ name }) => speaksOf(look, name));
  const others = listed.value.filter((each) => !ofPolicy.includes(each) && (isProtected(each) || known.has(each.id)));
  const compared = [...ofPolicy, ...others];
  if (compared.length > MOST)
    context.log.warn({ repository, environments: compared.length }, `Only ${MOST} environments are compared`);
  const seen: Seen[] = [];
  for (const environment of compared.slice(0, MOST))
    seen.push(await compareOne(context, look, { environment, before: known.get(environment.id) ?? null }));
  await warnUngated(context, look, seen);
  const there = new Set(listed.value.map(({ id }) => id));
  for (const before of known.values())
    if (before.id !== UNREAD && !there.has(before.id)) await tellRemoved(context, look, before);
}

const speaksOf = ({ speaking, commit }: Look, environment: string): boolean => speaking.of({ environment, commit });

interface Seen {
  readonly before: KnownEnvironment | null;
  readonly now: KnownEnvironment;
  /** It stands without a gate, and no alert says so yet. */
  readonly isNews: boolean;
}

/** Null: they are read, and were. */
async function compareReadable(
  context: Context,
  look: Look,
  { isRead, before }: { readonly isRead: boolean; readonly before: KnownEnvironment | null },
): Promise<Seen | null> {
  const repository = look.place.repository.id;
  if (isRead && before === null) return null;
  const code = isRead ? 'environments.read' : 'environments.unread';
  const { now } = await tell(context, aboutOf(look, UNREAD), (last) =>
    last?.code === code ? null : { code, shown: null },
  );
  if (isRead) await forgetEnvironment(context, repository, UNREAD);
  return isRead || now === null
    ? null
    : { before, now: { id: UNREAD, name: '', entry: now.id, isWarned: true }, isNews: before === null };
}

async function compareOne(
  context: Context,
  look: Look,
  { environment, before: row }: { readonly environment: Environment; readonly before: KnownEnvironment | null },
): Promise<Seen> {
  const { id, name } = environment;
  const gate = await context.forge.deployments.gate(look.place, name);
  const settings: Settings = { ...environment, gate };
  const document = toJson(settings);
  const { now, before } = await tell(context, aboutOf(look, id), (last) =>
    last !== null && isSame(last.document, document)
      ? null
      : {
          code: last === null || last.document === null ? 'environment.seen' : 'environment.changed',
          environment: toEntryEnvironment(name),
          shown: { part: 'environment', document },
        },
  );
  const entry = now?.id ?? '';
  const isNew = row?.entry !== entry;
  const last = settingsIn(before);
  const weakenings = isNew && last !== null ? findWeakenings(last, settings) : [];
  if (weakenings.length > 0)
    await warn(context, look, {
      code: 'environment.changed',
      id,
      key: `${id}:${entry}`,
      codes: weakenings,
      from: [entry],
    });
  const isUngated = gate !== true && speaksOf(look, name);
  const isSaid = row?.isWarned === true || weakenings.includes('environment.gate-gone');
  return { before: row, now: { id, name, entry, isWarned: isUngated }, isNews: isUngated && !isSaid };
}

/** Null: nothing was told before, or what was told was erased. */
const settingsIn = (told: Told | null): Settings | null => (told?.document ?? null) as unknown as Settings | null;

const isSame = (one: Json | null, other: Json): boolean => one !== null && canonicalize(one) === canonicalize(other);

/** One alert for all that one look finds. */
async function warnUngated(context: Context, look: Look, seen: readonly Seen[]): Promise<void> {
  const news = seen.filter(({ isNews }) => isNews).map(({ now }) => now);
  if (news.length > 0)
    await warn(context, look, {
      code: 'environment.ungated',
      id: news.length === 1 ? (news[0]?.id ?? UNREAD) : UNREAD,
      key: sha256Hex(canonicalize(news.map(({ id }) => id).toSorted((a, b) => a - b))),
      codes: [news.some(({ id }) => id === UNREAD) ? 'environments.unread' : 'environment.no-gate'],
      from: news.map(({ entry }) => entry),
      count: news.length,
    });
  for (const { before, now } of seen)
    if (before?.entry !== now.entry || before.isWarned !== now.isWarned)
      await rememberEnvironment(context, look.place.repository.id, now);
}

/** A job that names it makes it anew, with nothing that protects it. */
async function tellRemoved(context: Context, look: Look, { id, name }: KnownEnvironment): Promise<void> {
  const code = 'environment.removed';
  const { now, before } = await tell(context, aboutOf(look, id), (last) =>
    last?.code === code ? null : { code, environment: toEntryEnvironment(name), shown: null },
  );
  if (now !== null && settingsIn(before)?.gate === true && speaksOf(look, name))
    await warn(context, look, {
      code: 'environment.changed',
      id,
      key: `${id}:${now.id}`,
      codes: [code],
      from: [now.id],
    });
  await forgetEnvironment(context, look.place.repository.id, id);
}

function aboutOf({ place, ledger }: Look, id: number): About {
  const { id: repository } = place.repository;
  return { place, ledger, name: id === UNREAD ? `environments:${repository}` : `environment:${repository}:${id}` };
}

interface Warning {
  readonly code: AlertCode;
  /** Of the environment, or 0. */
  readonly id: number;
  readonly key: string;
  readonly codes: readonly string[];
  readonly from: readonly string[];
  readonly count?: number;
}

async function warn(context: Context, look: Look, { code, id, key, codes, from, count }: Warning): Promise<void> {
  const repository = look.place.repository.id;
  await addAlert(context, look.ledger, {
    code,
    about: subjectAt(context, aboutOf(look, id)),
    key: `${repository}:${key}`,
    from: from.slice(0, MOST_NAMED),
    details: {
      codes,
      ids: { repository, ...(id === UNREAD ? {} : { environment: id }) },
      ...(count === undefined ? {} : { counts: { environments: count } }),
    },
  });
}
