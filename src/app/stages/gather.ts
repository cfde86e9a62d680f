import { Fault } from '../../base/fault.ts';
import type { Facts, Known, Person } from '../../policy/facts.ts';
import { known, unknown } from '../../policy/facts.ts';
import type { Layer } from '../../policy/layer.ts';
import { allNeeds, coversNeeds, type Needs } from '../../policy/needs.ts';
import { applyPins, type Pins } from '../../policy/pins.ts';
import { pushersOf, type RefMove } from '../../policy/pushers.ts';
import type { LedgerState, Push, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { floorOf } from '../floor.ts';
import { personOf } from '../person.ts';
import type { Collected, Place } from '../ports.ts';
import { type KnownPolicy, knownPolicies } from './known-policies.ts';
import { needsOfLayers, readLayers } from './layers.ts';

/** What one evaluation is about: read together, judged together, kept together as evidence. */
export interface Gathered {
  readonly collected: Collected;
  readonly layers: readonly Layer[];
  readonly facts: Facts;
  readonly needs: Needs;
  readonly known: readonly KnownPolicy[];
}

/** A policy may ask for more than the last one did; twice is enough unless it changes while we read. */
const MOST_READINGS = 3;

/** Reads policy and facts together, again with other needs when the policy at the base asks for more. */
export async function gather(context: Context, subject: SubjectRef, ledger: LedgerState | null): Promise<Gathered> {
  const scope = String(subject.repository.id);
  const remembered = (await context.store.memory.get('needs', scope))?.value;
  let needs = (remembered as unknown as Needs | undefined) ?? allNeeds;
  for (let reading = 0; reading < MOST_READINGS; reading++) {
    const collected = await collect(context, subject, needs);
    const policies = await knownPolicies(context.store, ledger, collected);
    const layers = await readLayers(context, { place: subject, collected, known: policies });
    const wanted = needsOfLayers(layers);
    if (remembered === undefined || !coversNeeds(needs, wanted) || !coversNeeds(wanted, needs)) {
      await context.store.memory.set('needs', scope, { ...wanted }, context.clock.now());
    }
    if (coversNeeds(needs, wanted)) {
      const facts = await assemble(context, subject, {
        collected,
        needs: wanted,
        pins: policies.map(({ pins }) => pins),
      });
      return { collected, layers, facts, needs: wanted, known: policies };
    }
    needs = wanted;
  }
  throw new Fault('github.incomplete', 'The policy changed while it was read');
}

function collect(context: Context, subject: SubjectRef, needs: Needs): Promise<Collected> {
  return context.forge.changes.collect({
    place: subject,
    number: subject.number ?? 0,
    needs,
    floor: floorOf(context, subject),
    observedAt: context.clock.now(),
  });
}

interface Assembly {
  readonly collected: Collected;
  readonly needs: Needs;
  readonly pins: readonly (Pins | null)[];
}

async function assemble(context: Context, subject: SubjectRef, { collected, needs, pins }: Assembly): Promise<Facts> {
  const directory = pins.reduce((sofar, each) => (each === null ? sofar : applyPins(sofar, each)), collected.directory);
  return {
    kind: 'pull_request',
    observedAt: context.clock.now(),
    repository: collected.repository,
    change: collected.change,
    commits: collected.commits,
    files: collected.files,
    reviews: collected.reviews,
    pushers: needs.pushers
      ? await findPushers(context, subject, collected)
      : unknown('not-needed', 'no rule asks who pushed'),
    directory,
  };
}

/** From the pushes that were recorded; the repository's activity stands in for those that nobody recorded. */
async function findPushers(context: Context, place: Place, collected: Collected): Promise<Known<readonly Person[]>> {
  const { commits, change } = collected;
  if (!commits.known) return commits;
  const pushes = await context.store.pushes.touching(
    place.repository.id,
    commits.value.map(({ oid }) => oid),
  );
  const moves = pushes.map(toMove);
  if (change.fork !== null) return pushersOfFork(collected, moves);
  const seen = pushersOf(commits.value, moves);
  if (seen.known || collected.headRef === null) return seen;
  const activity = await context.forge.changes.activity(place, collected.headRef.ref);
  if (!activity.known) return activity;
  const read = pushersOf(commits.value, [...moves, ...activity.value.map((movement) => ({ ...movement, listed: [] }))]);
  // Activity names no commits in between: whoever moved this branch at all may have pushed one of them.
  return read.known ? known(unique([...read.value, ...activity.value.flatMap(({ actor }) => actor ?? [])])) : read;
}

/** Pushes to a fork are not ours to see: its owner, who opened the request and who sent `synchronize` (design/policy.md). */
function pushersOfFork({ change }: Collected, moves: readonly RefMove[]): Known<readonly Person[]> {
  const owner = change.fork?.owner ?? null;
  if (owner === null || change.author === null) return unknown('not-recorded', 'the fork or its owner is gone');
  return known(unique([owner, change.author, ...moves.flatMap(({ actor }) => actor ?? [])]));
}

function toMove(push: Push): RefMove {
  return { before: push.before, after: push.after, listed: push.commits, actor: personOf(push.pusher) };
}

function unique(people: readonly Person[]): readonly Person[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
