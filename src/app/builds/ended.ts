import type { Instant } from '../../base/clock.ts';
import type { EndedHint, EndedRun, EndedSuite, Hint } from '../../github/hint.ts';
import { isAskedFor } from '../asked-needs.ts';
import type { Context } from '../context.ts';
import { hasPolicy } from '../landing/guarded.ts';
import type { Place } from '../ports.ts';
import { sendSweep } from '../sweep-task.ts';
import { type Untold, untoldRows } from '../untold.ts';

/** A run or a suite that ended, of which the ledger does not tell yet. In rows: it is told once it was kept. */
export interface Ended extends EndedHint, Untold {
  readonly guid: string;
  /** When we heard of it. */
  readonly heardAt: Instant;
}

/** Of a run each attempt is told, of a suite each outcome: an app that adds checks one by one ends it again and again. */
function nameOf(of: EndedRun | EndedSuite, outcome: Ended['outcome']): string {
  return of.is === 'run' ? `run:${of.id}:${of.attempt}` : `suite:${of.id}:${outcome}`;
}

export const endedRows = untoldRows<Ended>({
  scope: 'ended',
  what: 'A build',
  nameOf: ({ of, outcome }) => nameOf(of, outcome),
  heardAt: ({ heardAt }) => heardAt,
  happenedAt: ({ at, heardAt }) => at ?? heardAt,
});

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
    await endedRows.note(context, { ...ended, repository, guid, heardAt: at });
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
  if (branch !== null && (await hasPolicy(context, { repository, branch }))) return true;
  const found: (boolean | null)[] = [];
  for (const { base } of await context.store.subjects.onHead(repository, commit))
    found.push(await isAskedFor(context, { repository, base }, ({ checks, workflows }) => checks || workflows));
  if (found.includes(true)) return true;
  return found.includes(null) ? null : false;
}
