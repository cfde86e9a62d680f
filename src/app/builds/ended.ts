import { DAY, type Instant } from '../../base/clock.ts';
import type { EndedHint, EndedRun, EndedSuite, Hint } from '../../github/hint.ts';
import { isAskedFor } from '../asked-needs.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';
import { gateBranch } from '../stages/gate.ts';
import { knownPolicies } from '../stages/known-policies.ts';
import { sendSweep } from '../sweep-task.ts';

/** A run or a suite that ended, of which the ledger does not tell yet. In rows: it is told once it was kept. */
export interface Ended extends EndedHint {
  readonly repository: number;
  readonly guid: string;
  /** When we heard of it. */
  readonly heardAt: Instant;
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'ended';
/** Keys are forgotten by their beginning. */
const keyOf = ({ repository, of, outcome }: Ended): string => `${repository}:${nameOf(of, outcome)}.`;

/** Of a run each attempt is told, of a suite each outcome: an app that adds checks one by one ends it again and again. */
function nameOf(of: EndedRun | EndedSuite, outcome: Ended['outcome']): string {
  return of.is === 'run' ? `run:${of.id}:${of.attempt}` : `suite:${of.id}:${outcome}`;
}

export interface EndedNews {
  readonly hint: Extract<Hint, { kind: 'ended' }>;
  readonly guid: string;
  readonly at: Instant;
}

/**
 * What is told in the ledger. Before the webhook counts as worked on: if we die in between, it comes again, and says the
 * same.
 */
export async function noteEnded(context: Context, news: readonly EndedNews[]): Promise<void> {
  const places = new Map<number, Place>();
  for (const { hint, guid, at } of news) {
    const { place, ended } = hint;
    const repository = place.repository.id;
    if (isOurs(context, ended) || (await isToBeTold(context, repository, ended)) === false) continue;
    const row: Ended = { ...ended, repository, guid, heardAt: at };
    await context.store.memory.set(SCOPE, keyOf(row), toJson(row), at);
    places.set(repository, place);
  }
  for (const place of places.values()) await sendSweep(context, { task: 'builds', place });
}

function isOurs({ config }: Pick<Context, 'config'>, { of }: EndedHint): boolean {
  return of.is === 'suite' && of.app === config.appId;
}

/**
 * What was built of a branch that a policy speaks of, and of the heads of what waits for such a word. Null: it cannot be
 * told yet, because that is being judged for the first time.
 */
export async function isToBeTold(
  context: Pick<Context, 'store'>,
  repository: number,
  { commit, branch }: EndedHint,
): Promise<boolean | null> {
  if (branch !== null && (await isGuarded(context, repository, branch))) return true;
  const found: (boolean | null)[] = [];
  for (const { base } of await context.store.subjects.onHead(repository, commit))
    found.push(await isAskedFor(context, { repository, base }, ({ checks, workflows }) => checks || workflows));
  if (found.includes(true)) return true;
  return found.includes(null) ? null : false;
}

async function isGuarded({ store }: Pick<Context, 'store'>, repository: number, branch: string): Promise<boolean> {
  const home = await store.homes.read(repository);
  const base = (await gateBranch({ store }, repository, branch)) ?? branch;
  return (await knownPolicies(store, home?.ledger ?? null, { repository, base })).length > 0;
}

/** Of one repository, in the order in which they happened. */
export async function listEnded({ store }: Pick<Kept, 'store'>, repository: number): Promise<readonly Ended[]> {
  const rows = await store.memory.list(SCOPE, `${repository}:`);
  return rows
    .map(({ value }) => value as unknown as Ended)
    .toSorted((a, b) => (a.at ?? a.heardAt) - (b.at ?? b.heardAt) || a.of.id - b.of.id);
}

export async function forgetEnded({ store }: Pick<Kept, 'store'>, ended: Ended): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(ended));
}

/** The repository is not there any more, or the app is not in it. */
const KEPT = 30 * DAY;

/** Repositories of which something is left to tell. */
export async function endedIn({ store, clock, log }: Kept & Pick<Context, 'log'>): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const { value } of await store.memory.list(SCOPE, '')) {
    const ended = value as unknown as Ended;
    const { repository, commit, of } = ended;
    if (clock.now() - ended.heardAt < KEPT) found.add(repository);
    else {
      log.error({ repository, [of.is]: of.id, commit }, 'A build was never told: its repository cannot be reached');
      await forgetEnded({ store }, ended);
    }
  }
  return [...found];
}
