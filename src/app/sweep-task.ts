import type { Instant } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { sha256Hex } from '../ledger/digest.ts';
import type { Person } from '../policy/facts.ts';
import type { Job, SilentBase } from '../store/store.ts';
import type { Context } from './context.ts';
import type { Place } from './ports.ts';

/**
 * Work that fans out from one event to many subjects, or that must ask GitHub which they are. Every task may come twice.
 */
export type SweepTask =
  /** Roles or the floor changed: everything open in the installation may be judged otherwise. */
  | { readonly task: 'installation'; readonly installation: number }
  /** The floor that the configuration names changed: the same for every installation. */
  | { readonly task: 'everywhere' }
  /** The policy of a branch changed: what is open on it, and on bases whose gate takes its policy from it. */
  | { readonly task: 'base'; readonly installation: number; readonly repository: number; readonly branch: string }
  /** New repositories: what is open there was never seen. */
  | { readonly task: 'repositories'; readonly installation: number; readonly places: readonly Place[] | null }
  /** The next of those that wait in the backlog. */
  | { readonly task: 'pace'; readonly installation: number }
  /** Is our check required by now where nothing was said? From this base on. */
  | { readonly task: 'silent'; readonly after: SilentBase | null }
  /** Is each ledger's branch what the database remembers? From this ledger on. */
  | { readonly task: 'ledgers'; readonly after: number }
  /** GitHub's log of deliveries against the database; what is missing comes back. */
  | { readonly task: 'deliveries' }
  /** Every installation's open pull requests against what stands on GitHub. */
  | { readonly task: 'compare-everywhere' }
  /** What could not be watched, into the ledgers that it concerns. */
  | { readonly task: 'gaps' }
  /** Open pull requests against their checks: one repository, from a page on; several; or all of an installation. */
  | {
      readonly task: 'compare';
      readonly installation: number;
      readonly places: readonly Place[] | null;
      readonly after: string | null;
    }
  /** Somebody pushed this to a branch that only the app writes; null: it was deleted. */
  | { readonly task: 'branch'; readonly repository: number; readonly branch: string; readonly head: string | null }
  /** What happened to branches of this repository that have a policy, to their queues, and to its tags. */
  | { readonly task: 'landings'; readonly place: Place }
  /** Deployments of this repository that began or ended. */
  | { readonly task: 'deployments'; readonly place: Place }
  /** What the gates of deployments do not see: in which repositories is it time to look? From this repository on. */
  | { readonly task: 'unseen-everywhere'; readonly after: number }
  | { readonly task: 'unseen'; readonly place: Place }
  /** The workflow files of a commit that landed. */
  | { readonly task: 'workflows'; readonly place: Place; readonly commit: string }
  /** Runs of workflows in this repository, and suites of checks, that ended. */
  | { readonly task: 'builds'; readonly place: Place }
  /** What waits before an environment of this repository may be answered otherwise now. */
  | { readonly task: 'gates'; readonly place: Place }
  /** Is each repository recorded where the configuration wants it? From this repository on. */
  | { readonly task: 'homes'; readonly after: number }
  /** Somebody asked for this commit's checks again, and GitHub did not say for which pull request. */
  | {
      readonly task: 'head';
      readonly place: Place;
      readonly head: string;
      readonly command: Command | null;
      readonly by: Person | null;
    }
  /** A comment that approves a deployment, or covers what had landed; whether its writer may is found out there. */
  | {
      readonly task: 'approve';
      readonly place: Place;
      readonly number: number;
      readonly environment: string;
      readonly by: Person;
      readonly at: Instant;
    }
  | {
      readonly task: 'cover';
      readonly place: Place;
      readonly number: number;
      readonly commits: readonly string[];
      readonly reason: string;
      readonly by: Person;
      readonly guid: string;
    }
  /** A comment or a button; whether its sender may is found out here. */
  | {
      readonly task: 'command';
      readonly command: Command;
      readonly place: Place;
      readonly number: number;
      readonly by: Person;
    };

type Command = 'recheck' | 'explain';

/** Somebody waits for an answer to what they asked; nobody waits for the rest. */
const ASKED = 2;
const UNASKED = 8;
const asked: ReadonlySet<unknown> = new Set(['head', 'command', 'approve', 'cover']);

/** `delay`: milliseconds. */
export async function sendSweep(context: Pick<Context, 'store'>, task: SweepTask, delay = 0): Promise<void> {
  const priority = asked.has(task.task) ? ASKED : UNASKED;
  await context.store.queue.send('sweep', keyOf(task), { ...task } as unknown as JsonObject, { delay, priority });
}

/** Does somebody wait for it? */
export function isAsked({ data }: Pick<Job, 'data'>): boolean {
  return asked.has(data['task']);
}

/** So many repositories are read with one request: most have few open pull requests. */
export const BATCH = 10;

export function splitPlaces(places: readonly Place[]): readonly (readonly Place[])[] {
  return Array.from({ length: Math.ceil(places.length / BATCH) }, (_, at) =>
    places.slice(at * BATCH, (at + 1) * BATCH),
  );
}

/** The repository of a task that is about one only. */
export function onlyPlace({ places }: Extract<SweepTask, { task: 'repositories' | 'compare' }>): Place | null {
  return places?.length === 1 ? (places[0] ?? null) : null;
}

/** A long list is planned, not read, and another one does not take its place. */
function namesOf({ places }: Extract<SweepTask, { task: 'repositories' | 'compare' }>): string {
  if (places === null) return 'all';
  const ids = places.map(({ repository }) => repository.id);
  return ids.length <= BATCH ? ids.join('+') : `${ids[0]}+${ids.length}`;
}

function keyOf(task: SweepTask): string {
  switch (task.task) {
    case 'installation':
    case 'pace':
      return `${task.task}:${task.installation}`;
    case 'everywhere':
    case 'silent':
    case 'ledgers':
    case 'homes':
    case 'deliveries':
    case 'compare-everywhere':
    case 'gaps':
    case 'unseen-everywhere':
      return task.task;
    case 'compare':
      return `${task.task}:${task.installation}:${namesOf(task)}:${task.after ?? ''}`;
    case 'base':
      return `${task.task}:${task.repository}:${task.branch}`;
    case 'branch':
      return `${task.task}:${task.repository}:${task.branch}:${task.head ?? 'gone'}`;
    case 'repositories':
      return `${task.task}:${task.installation}:${namesOf(task)}`;
    case 'landings':
    case 'deployments':
    case 'gates':
    case 'builds':
    case 'unseen':
      return `${task.task}:${task.place.repository.id}`;
    case 'workflows':
      return `workflows:${task.place.repository.id}:${task.commit}`;
    case 'head':
      return `head:${task.place.repository.id}:${task.head}`;
    case 'approve':
      return `approve:${task.place.repository.id}:${task.by.id}:${sha256Hex(task.environment).slice(0, 16)}`;
    case 'cover':
      return `cover:${task.place.repository.id}:${task.guid}:${sha256Hex(task.commits.join()).slice(0, 16)}`;
    case 'command':
      return `${task.command}:${task.place.repository.id}:${task.number}`;
  }
}
