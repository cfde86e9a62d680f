import type { Instant } from '../../base/clock.ts';
import { type JsonObject, objectOf } from '../../base/json.ts';
import type { EventStatement } from '../../ledger/entries/event.ts';
import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import type { RanFacts } from '../../policy/facts.ts';
import { eachEntry } from '../archive/each-entry.ts';
import type { Context } from '../context.ts';

/** What ran where, as our own ledger has it. */

type Archive = Pick<Context, 'store'>;
type EventFields = EventStatement['predicate']['countersign_event'];

/** Deployments of one environment, or of one commit, that are looked at; what lies behind them is not known. */
const MOST = 10_000;

export interface Ran {
  readonly commit: string;
  readonly at: Instant;
}

interface Where {
  /** Numeric id. */
  readonly repository: number;
  /** As GitHub names it. */
  readonly environment: string;
}

/** The last deployment that went on with a passing decision and succeeded; null: there is none. */
export async function lastAllowed(
  context: Archive,
  { repository, environment }: Where,
): Promise<Ran | 'too-many' | null> {
  let count = 0;
  const filter = { kind: 'event', environment: toEntryEnvironment(environment) };
  for await (const { commit, at, predicate } of eachEntry(context, { repository, filter, most: MOST })) {
    count += 1;
    const { code, deployment } = eventOf(predicate);
    // Whoever may make deployments can say that anything succeeded: without a decision of ours it counts for nothing.
    if (code === 'deployment.succeeded' && commit !== null && (deployment?.decision ?? null) !== null)
      return { commit, at };
  }
  return count >= MOST ? 'too-many' : null;
}

/** Where this commit was deployed with success, newest first. */
export async function ranBefore(
  context: Archive,
  { repository, commit, environment: own }: Where & { readonly commit: string },
): Promise<readonly RanFacts[]> {
  const found: { readonly environment: string; readonly from: Instant; readonly index: number }[] = [];
  const filter = { kind: 'event', subject: { is: 'commit', prefix: commit } } as const;
  for await (const { predicate, at, index } of eachEntry(context, { repository, filter, most: MOST })) {
    const { code, environment, deployment, run } = eventOf(predicate);
    if (code !== 'deployment.succeeded' || environment === undefined) continue;
    // Whoever may make deployments could say that anything ran anywhere. Where a gate of ours may stand, ours is the word that
    // counts; elsewhere a run of GitHub Actions has to have deployed it.
    const isDecided = (deployment?.decision ?? null) !== null;
    const isOwn = environment === toEntryEnvironment(own);
    if (isDecided || (!isOwn && run !== undefined)) found.push({ environment, from: at, index });
  }
  const facts: RanFacts[] = [];
  for (const { environment, from } of found) {
    const until = await replacedAt(context, { repository, commit, environment, from });
    facts.push({ environment: environment === toEntryEnvironment(own) ? own : environment, from, until });
  }
  return facts;
}

/** When another commit took its place there; null: it runs there still. */
async function replacedAt(
  context: Archive,
  { repository, commit, environment, from }: Where & { readonly commit: string; readonly from: Instant },
): Promise<Instant | null> {
  let until: Instant | null = null;
  let count = 0;
  const filter = { kind: 'event', environment };
  for await (const later of eachEntry(context, { repository, filter, most: MOST })) {
    if (later.at <= from) return until;
    count += 1;
    if (eventOf(later.predicate).code === 'deployment.succeeded' && later.commit !== commit) until = later.at;
  }
  // How long it ran there nobody looks up: not long enough for anything.
  return count >= MOST ? from : until;
}

/** Written by ourselves, and checked before it was. */
export function eventOf(predicate: JsonObject): EventFields {
  return objectOf(predicate['countersign_event']) as unknown as EventFields;
}
