import { asFault, Fault } from '../base/fault.ts';
import { readEvent } from '../github/events.ts';
import type { Hint } from '../github/hint.ts';
import type { Delivery, Push, Touch } from '../store/store.ts';
import { judgeByAlerts } from './alert-news.ts';
import { isAskedFor } from './asked-needs.ts';
import { type EndedNews, noteEnded } from './builds/ended.ts';
import type { Context } from './context.ts';
import { type DeployedNews, noteDeployed } from './deployment/deployed.ts';
import { type GateNews, noGateNews, touchGates } from './deployment/gate-news.ts';
import { floorOf, isFloor } from './floor.ts';
import { type GroupNews, noGroupNews, noteForGroups, touchGroups } from './group-news.ts';
import { type DequeuedNews, noteDequeued } from './landing/dequeued.ts';
import { type Movement, notePushes } from './landing/note-pushes.ts';
import { noteTagged, type TaggedNews } from './landing/tagged.ts';
import { type MachineNews, touchedByMachines } from './machines.ts';
import { inScope } from './observe/scope.ts';
import type { Place } from './ports.ts';
import { floorKey, markPolicyChanged, policyKey } from './stages/last-policy.ts';
import { forgetHost } from './stages/ledger-host.ts';
import { markPropertiesChanged } from './stages/properties.ts';
import { pullRequestSubject } from './subject.ts';
import { type SweepTask, sendSweep } from './sweep-task.ts';
import { noteOwnBranch, type OwnBranch } from './touched-branch.ts';

/** Turns kept deliveries into subjects and jobs, in bulk: woken by each arrival, at start, and by a timer. */
export interface Dispatcher {
  wake(): void;
  /** Resolves when what was begun is stored. */
  stop(): Promise<void>;
}

const BATCH = 200;

export function createDispatcher(context: Context): Dispatcher {
  let isStopped = false;
  let isWoken = false;
  let running: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (isWoken && !isStopped) {
      isWoken = false;
      try {
        // Until nothing is left: fewer than asked for may come, when they are large.
        while (!isStopped && (await dispatchBatch(context)) > 0);
      } catch (error) {
        // Nothing is lost: the deliveries stand where they were, and the timer wakes us again.
        context.log.error(
          { code: asFault(error).code },
          `Deliveries could not be dispatched: ${asFault(error).message}`,
        );
      }
    }
    running = null;
  };
  return {
    wake: () => {
      isWoken = true;
      // Woken by a webhook, and by nobody: what is dispatched now has nothing to do with who woke us.
      running ??= inScope({}, drain);
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

interface Work {
  readonly pushes: Push[];
  readonly moved: Movement[];
  readonly touched: Map<string, { readonly touch: Touch; readonly guids: string[] }>;
  readonly sweeps: SweepTask[];
  /** By repository and commit. */
  readonly machines: Map<string, MachineNews>;
  /** Repositories whose custom properties changed. */
  readonly properties: Map<number, Place>;
  /** Repositories of which a security alert was opened or closed. */
  readonly alerts: Map<number, Place>;
  /** Policies that may say something else now, by their keys. */
  readonly policies: Set<string>;
  readonly refreshed: { readonly repository: number; readonly head: string }[];
  readonly groups: GroupNews;
  readonly gates: GateNews;
  readonly deployed: DeployedNews[];
  readonly dequeued: DequeuedNews[];
  readonly tagged: TaggedNews[];
  readonly ended: EndedNews[];
  /** Installations that hold other repositories, or one under another name. */
  readonly rearranged: Set<number>;
  /** Pushes to branches that only we write, the last of each. */
  readonly own: Map<string, OwnBranch>;
}

/** How many deliveries there were. */
async function dispatchBatch(context: Context): Promise<number> {
  const deliveries = await context.store.deliveries.waiting(BATCH);
  if (deliveries.length === 0) return 0;
  try {
    await dispatchTogether(context, deliveries);
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    for (const delivery of deliveries) await dispatchAlone(context, delivery);
  }
  return deliveries.length;
}

type Waiting = Awaited<ReturnType<Context['store']['deliveries']['waiting']>>[number];

/** If we die before the last line, all of them are dispatched again: each step may come twice. */
async function dispatchTogether(context: Context, deliveries: readonly Waiting[]): Promise<void> {
  const work: Work = {
    pushes: [],
    moved: [],
    touched: new Map(),
    sweeps: [],
    machines: new Map(),
    properties: new Map(),
    alerts: new Map(),
    policies: new Set(),
    refreshed: [],
    groups: noGroupNews(),
    gates: noGateNews(),
    deployed: [],
    dequeued: [],
    tagged: [],
    ended: [],
    rearranged: new Set(),
    own: new Map(),
  };
  const done = deliveries.map((delivery) => ({ id: delivery.id, failed: read(context, delivery, work) }));
  for (const { repository, head } of work.refreshed) await context.store.reports.refresh(repository, head);
  for (const installation of work.rearranged) await forgetHost(context, installation);
  for (const key of work.policies) await markPolicyChanged(context, key);
  for (const place of work.properties.values()) await changeProperties(context, place);
  for (const place of work.alerts.values()) await judgeByAlerts(context, place);
  for (const task of work.sweeps) await sendSweep(context, task);
  for (const branch of work.own.values()) await noteOwnBranch(context, branch);
  await notePushes(context, work.moved);
  await noteDeployed(context, work.deployed);
  await noteDequeued(context, work.dequeued);
  await noteTagged(context, work.tagged);
  await noteEnded(context, work.ended);
  const touched = [
    ...[...work.touched.values()].map(({ touch, guids }) => ({ ...touch, guids })),
    ...(await touchedByMachines(context, work.machines.values())),
    ...(await touchGroups(context, work.groups)),
    ...(await touchGates(context, work.gates)),
  ];
  await context.store.deliveries.dispatched({ deliveries: done, pushes: work.pushes, touched });
}

/** Whoever has the webhook secret can send what no column holds: it must not keep all others waiting for ever. */
async function dispatchAlone(context: Context, delivery: Waiting): Promise<void> {
  try {
    await dispatchTogether(context, [delivery]);
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    const failed = sayUnreadable(context, delivery, new Fault('webhook.malformed', asFault(error).message));
    await context.store.deliveries.dispatched({ deliveries: [{ id: delivery.id, failed }], pushes: [], touched: [] });
  }
}

/** SQLSTATE class 22: a value, and not the statement or the database, is what is wrong. */
function isRefusedValue(error: unknown): boolean {
  const { state } = asFault(error).details;
  return typeof state === 'string' && state.startsWith('22');
}

interface Taking {
  readonly context: Context;
  readonly work: Work;
}

/** Null, or why this delivery means nothing to us although it should. */
function read(context: Context, delivery: Delivery, work: Work): string | null {
  try {
    for (const hint of readEvent(delivery.event, JSON.parse(delivery.payload))) take(hint, delivery, { context, work });
    return null;
  } catch (error) {
    return sayUnreadable(context, delivery, asFault(error));
  }
}

function sayUnreadable({ log }: Context, { guid, event, installation }: Delivery, { code, message }: Fault): string {
  log.warn({ delivery: guid, event, installation, code }, `A delivery could not be read: ${message}`);
  return `${code}: ${message}`;
}

/** What somebody waits for goes first. */
const PRIORITY = 0;

function take(hint: Hint, { guid, receivedAt }: Delivery, { context, work }: Taking): void {
  noteForGroups(work.groups, hint, guid);
  switch (hint.kind) {
    case 'group':
    case 'group-gone':
      return; // noted
    case 'change': {
      const subject = pullRequestSubject(hint.place, hint.number);
      const known = work.touched.get(subject.key) ?? { touch: { subject, guids: [], priority: PRIORITY }, guids: [] };
      work.touched.set(subject.key, known);
      known.guids.push(guid);
      return;
    }
    case 'push':
      work.pushes.push({
        repository: hint.place.repository.id,
        ...hint.push,
        pusher: { ...hint.push.pusher },
        at: receivedAt,
        guid,
      });
      return;
    case 'moved':
      work.moved.push({ ...hint, at: receivedAt, guid });
      return;
    case 'gate':
      work.gates.asked.push({ hint, guid, at: receivedAt });
      return;
    case 'gate-news':
      work.gates.told.push({ hint, guid });
      return;
    case 'deployed':
      work.deployed.push({ hint, guid, at: receivedAt });
      return;
    case 'dequeued':
      work.dequeued.push({ hint, guid, at: receivedAt });
      return;
    case 'tagged':
      work.tagged.push({ hint, guid, at: receivedAt });
      return;
    case 'ended':
      work.ended.push({ hint, guid, at: receivedAt });
      return;
    case 'approve': {
      const { place, number, environment, by } = hint;
      work.sweeps.push({ task: 'approve', place, number, environment, by, at: receivedAt });
      return;
    }
    case 'cover': {
      const { place, number, commits, reason, by } = hint;
      work.sweeps.push({ task: 'cover', place, number, commits, reason, by, guid });
      return;
    }
    case 'own-branch':
      work.own.set(`${hint.place.repository.id}:${hint.branch}`, hint);
      return;
    case 'base-moved':
      if (!hint.mayTouchPolicy) return;
      work.policies.add(policyKey(hint.place, hint.branch));
      work.sweeps.push(baseTask(hint));
      if (hint.isDefault && isFloor(context, hint.place)) pushFloor(hint.place, { context, work });
      return;
    case 'machines': {
      // Our own checks are nobody's condition.
      if (hint.app === context.config.appId) return;
      const key = `${hint.place.repository.id}:${hint.head}`;
      const news = work.machines.get(key) ?? { place: hint.place, head: hint.head, guids: [] };
      work.machines.set(key, news);
      news.guids.push(guid);
      return;
    }
    case 'properties':
      work.properties.set(hint.place.repository.id, hint.place);
      return;
    case 'alerts':
      work.alerts.set(hint.place.repository.id, hint.place);
      return;
    case 'repository':
      work.rearranged.add(hint.place.installation);
      work.sweeps.push(repositoryTask(hint.place));
      if (wasFloor(context, hint)) pushFloor(hint.place, { context, work });
      return;
    case 'people':
      work.sweeps.push({ task: 'installation', installation: hint.installation });
      return;
    case 'installed':
      work.sweeps.push({ task: 'repositories', installation: hint.installation, places: null });
      work.sweeps.push(...floorTasks(context, hint.repositories));
      return;
    case 'repositories':
      work.rearranged.add(hint.installation);
      for (const place of [...hint.added, ...hint.removed])
        if (isFloor(context, place)) work.policies.add(floorKey(floorOf(context, place)));
      if (hint.added.length > 0)
        work.sweeps.push({ task: 'repositories', installation: hint.installation, places: hint.added });
      work.sweeps.push(...floorTasks(context, [...hint.added, ...hint.removed]));
      return;
    case 'resumed':
    case 'permitted':
      work.sweeps.push({ task: 'repositories', installation: hint.installation, places: null });
      return;
    case 'uninstalled':
    case 'suspended':
      return; // nothing of it can be read any more: each subject finds out when it is judged
    case 'head':
      if (hint.command === null) work.refreshed.push({ repository: hint.place.repository.id, head: hint.head });
      work.sweeps.push({ task: 'head', place: hint.place, head: hint.head, command: hint.command, by: hint.by });
      return;
    case 'command':
      work.sweeps.push({ task: 'command', command: hint.command, place: hint.place, number: hint.number, by: hint.by });
      return;
  }
}

function baseTask({ place, branch }: Extract<Hint, { kind: 'base-moved' }>): SweepTask {
  return { task: 'base', installation: place.installation, repository: place.repository.id, branch };
}

function pushFloor(place: Place, { context, work }: Taking): void {
  work.policies.add(floorKey(floorOf(context, place)));
  work.sweeps.push(floorTask(context, place));
}

/** A floor that the configuration names holds for every installation, wherever its repository lies. */
function floorTask({ config }: Context, { installation }: Place): SweepTask {
  return config.floor === null ? { task: 'installation', installation } : { task: 'everywhere' };
}

/** The floor may be readable from now on, or no longer. */
function floorTasks(context: Context, places: readonly Place[]): readonly SweepTask[] {
  return places.filter((place) => isFloor(context, place)).map((place) => floorTask(context, place));
}

/** In this order: whoever is judged again finds that what is kept is old. */
async function changeProperties(context: Context, place: Place): Promise<void> {
  const repository = place.repository.id;
  await markPropertiesChanged(context, repository);
  if ((await isAskedFor(context, { repository, base: null }, ({ properties }) => properties)) === true)
    await sendSweep(context, repositoryTask(place));
}

/** Under the name that it has now; GitHub is asked what is open there. */
function repositoryTask(place: Place): SweepTask {
  return { task: 'repositories', installation: place.installation, places: [place] };
}

/** A floor is read from the default branch of a repository of this name: it may be there now, or not any more. */
function wasFloor(context: Context, { place, formerName }: Extract<Hint, { kind: 'repository' }>): boolean {
  const former = { ...place, repository: { ...place.repository, name: formerName ?? place.repository.name } };
  return isFloor(context, place) || isFloor(context, former);
}
