import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import type { ChangeFacts, Directory, Facts, Known, Person } from '../../policy/facts.ts';
import { known, unknown } from '../../policy/facts.ts';
import type { Layer } from '../../policy/layer.ts';
import { allNeeds, coversNeeds, type Needs, noNeeds } from '../../policy/needs.ts';
import { applyPins, type Pins } from '../../policy/pins.ts';
import { pushersOf, type RefMove } from '../../policy/pushers.ts';
import type { LedgerState, Push, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { floorOf } from '../floor.ts';
import { personOf } from '../person.ts';
import type { Collected, CollectRequest, Place } from '../ports.ts';
import { alertsOf } from './alerts.ts';
import { findGateBranch, gateBranch, rememberGate } from './gate.ts';
import { type KnownPolicy, knownPolicies } from './known-policies.ts';
import { withLastPolicies } from './last-policy.ts';
import { needsOfLayers, readLayers } from './layers.ts';
import { propertiesOf } from './properties.ts';

/** What one evaluation is about: read together, judged together, kept together as evidence. */
export interface Gathered {
  readonly collected: Collected;
  readonly layers: readonly Layer[];
  readonly facts: Facts;
  readonly needs: Needs;
  readonly known: readonly KnownPolicy[];
  /** Whose policy counts, and whose name the check carries: the first base of the gate, or the change's own base. */
  readonly policyBranch: string;
}

/** The policy may be another branch's, and ask for more than the last one did; more only when it changes while we read. */
const MOST_READINGS = 4;

/** What is read once the policy is known, and not together with the rest. */
const readApart = { properties: true, codeScanning: true, secretScanning: true, dependencyAlerts: true } as const;

/** Reads policy and facts together, again with other needs when the policy at the base asks for more. */
export async function gather(
  context: Context,
  about: Omit<About, 'group'>,
  ledger: LedgerState | null,
): Promise<Gathered> {
  return await gatherIn(context, { ...about, group: null }, ledger);
}

/** A pull request, by itself or in a merge group. */
export interface About {
  /** The pull request's. */
  readonly subject: SubjectRef;
  /** Of its last verdict, where the caller has read it already; null: never judged. */
  readonly lastBase?: string | null;
  readonly group: ChangeFacts['group'];
  /** Of a deployment instead of a pull request. */
  readonly deployment?: GatheredCommit;
}

/** A bare commit: what is read of it beside the policy is its own affair. */
export interface GatheredCommit {
  readonly commit: string;
  readonly ref: string | null;
  assemble(read: Read): Promise<Facts>;
}

export interface Read {
  readonly collected: Collected;
  readonly needs: Needs;
  /** With every name unknown that means somebody else than when the policy came into force. */
  readonly directory: Directory;
}

/** The same for a pull request that stands in a merge group: machines are asked about the group's commit. */
export async function gatherIn(context: Context, about: About, ledger: LedgerState | null): Promise<Gathered> {
  const { subject } = about;
  const { id } = subject.repository;
  const last =
    about.lastBase === undefined
      ? ((await context.store.subjects.read(subject.key))?.verdict?.base ?? null)
      : about.lastBase;
  const [lastNeeds, lastGate] = await Promise.all([
    rememberedNeeds(context, subject, last),
    gateBranch(context, id, last),
  ]);
  let needs = lastNeeds ?? allNeeds;
  let asked = lastGate;
  for (let reading = 0; reading < MOST_READINGS; reading++) {
    const observedAt = context.clock.now();
    const shown = await collect(context, about, { needs, policyBranch: asked });
    const { base } = shown.change;
    const policyBranch = asked ?? base;
    const policies = await knownPolicies(context.store, ledger, { repository: id, base: policyBranch });
    const isFloorKnown = policies.some(({ layer }) => layer === 'floor');
    const gate = await findGateBranch(context, isFloorKnown, shown);
    const remembering = rememberGate(context, { repository: id, base, branch: gate });
    // The file is that of another branch than the floor names for this base: nothing that was read of it counts.
    if (policyBranch !== (gate ?? base)) {
      await remembering;
      asked = gate;
      continue;
    }
    const shownAt = { place: subject, ledger, collected: shown, observedAt, known: policies, policyBranch };
    const [collected] = await Promise.all([withLastPolicies(context, shownAt), remembering]);
    const layers = await readLayers(context, { place: subject, collected, known: policies, policyBranch });
    const wanted = needsOfLayers(layers);
    // Before anything that they ask for is read again: machines that speak meanwhile are heard only where it is known
    // that a policy asks for them.
    await rememberNeeds(context, { repository: id, base, needs: wanted });
    if (coversNeeds({ ...needs, ...readApart }, wanted)) {
      const facts = await assemble(context, about, {
        collected,
        needs: wanted,
        pins: policies.map(({ pins }) => pins),
      });
      return { collected, layers, facts, needs: wanted, known: policies, policyBranch };
    }
    needs = wanted;
  }
  throw new Fault('github.incomplete', 'The policy changed while it was read');
}

/**
 * What the policies of its last base asked for, so that nothing is read twice; for a pull request that is seen for the
 * first time, what those of any base of the repository asked for.
 */
async function rememberedNeeds(
  { store }: Context,
  { repository }: SubjectRef,
  base: string | null,
): Promise<Needs | null> {
  const [ofBase, ofAny] = await Promise.all([
    base === null ? null : store.memory.get('needs', `${repository.id}:${base}`),
    store.memory.get('needs', String(repository.id)),
  ]);
  return readNeeds((ofBase ?? ofAny)?.value);
}

/** An earlier version may have remembered them, to whom nobody could name what can be asked for now. */
function readNeeds(value: Json | undefined): Needs | null {
  return isJsonObject(value) ? { ...noNeeds, ...(value as unknown as Partial<Needs>) } : null;
}

interface RememberedNeeds {
  readonly repository: number;
  readonly base: string;
  readonly needs: Needs;
}

async function rememberNeeds({ store, clock }: Context, { repository, base, needs }: RememberedNeeds): Promise<void> {
  const remember = async (key: string): Promise<void> => {
    const found = readNeeds((await store.memory.get('needs', key))?.value);
    if (found !== null && coversNeeds(found, needs) && coversNeeds(needs, found)) return;
    await store.memory.set('needs', key, { ...needs }, clock.now());
  };
  await Promise.all([`${repository}:${base}`, String(repository)].map(remember));
}

async function collect(
  context: Context,
  { subject, group, deployment }: About,
  wanted: Pick<CollectRequest, 'needs' | 'policyBranch'>,
): Promise<Collected> {
  const request = { place: subject, ...wanted, floor: floorOf(context, subject), observedAt: context.clock.now() };
  if (deployment !== undefined) {
    const { commit, ref } = deployment;
    return await context.forge.deployments.collect({ ...request, commit, ref });
  }
  const number = subject.number ?? 0;
  const collected = await context.forge.changes.collect({ ...request, number, groupHead: group?.head ?? null });
  return { ...collected, change: { ...collected.change, group } };
}

interface Assembly {
  readonly collected: Collected;
  readonly needs: Needs;
  readonly pins: readonly (Pins | null)[];
}

async function assemble(
  context: Context,
  { subject, group, deployment }: About,
  { collected, needs, pins }: Assembly,
): Promise<Facts> {
  const directory = pins.reduce((sofar, each) => (each === null ? sofar : applyPins(sofar, each)), collected.directory);
  if (deployment !== undefined) return await deployment.assemble({ collected, needs, directory });
  return {
    kind: group === null ? 'pull_request' : 'merge_group',
    observedAt: context.clock.now(),
    repository: collected.repository,
    change: collected.change,
    commits: collected.commits,
    files: collected.files,
    reviews: collected.reviews,
    labels: collected.labels,
    checks: collected.checks,
    workflows: collected.workflows,
    properties: needs.properties
      ? await propertiesOf(context, subject)
      : unknown('not-needed', 'no rule asks for the properties of the repository'),
    ...(await alertsOf(context, { place: subject, needs, change: collected.change })),
    pushers: needs.pushers
      ? await findPushers(context, subject, collected)
      : unknown('not-needed', 'no rule asks who pushed'),
    directory,
  };
}

/** From the pushes that were recorded; the repository's activity stands in for those that nobody recorded. */
export async function findPushers(
  context: Context,
  place: Place,
  collected: Pick<Collected, 'commits' | 'change' | 'headRef'>,
): Promise<Known<readonly Person[]>> {
  const { commits, change } = collected;
  if (!commits.known) return commits;
  const pushes = await context.store.pushes.touching(
    place.repository.id,
    commits.value.map(({ oid }) => oid),
  );
  const moves = pushes.map(toMove);
  const seen = pushersOf(commits.value, moves);
  if (change.fork !== null) return seen.known ? pushersOfFork(change, seen.value) : seen;
  if (seen.known || collected.headRef === null) return seen;
  const activity = await context.forge.changes.activity(place, collected.headRef.ref);
  if (!activity.known) return activity;
  const read = pushersOf(commits.value, [...moves, ...activity.value.map((movement) => ({ ...movement, listed: [] }))]);
  // Activity names no commits in between: whoever moved this branch at all may have pushed one of them.
  return read.known ? known(unique([...read.value, ...activity.value.flatMap(({ actor }) => actor ?? [])])) : read;
}

/**
 * Pushes to a fork are not ours to see: its owner, who opened the request and who sent `synchronize` (design/policy.md).
 * A fork has no activity that we may read; so what nobody recorded stays unknown, because a maintainer may have pushed it
 * ("allow edits") and must not approve it.
 */
function pushersOfFork({ fork, author }: ChangeFacts, recorded: readonly Person[]): Known<readonly Person[]> {
  const owner = fork?.owner ?? null;
  if (owner === null || author === null) return unknown('not-recorded', 'the fork or its owner is gone');
  return known(unique([owner, author, ...recorded]));
}

function toMove(push: Push): RefMove {
  return { before: push.before, after: push.after, listed: push.commits, actor: personOf(push.pusher) };
}

function unique(people: readonly Person[]): readonly Person[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
