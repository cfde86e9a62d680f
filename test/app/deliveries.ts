import { createDispatcher } from '../../src/app/dispatch.ts';
import { pullRequestSubject } from '../../src/app/subject.ts';
import type { SweepTask } from '../../src/app/sweep-task.ts';
import type { Store } from '../../src/store/store.ts';
import { fresh, until } from '../store/fixture.ts';
import { type Bench, openBench } from './stages/bench.ts';

/** A dispatcher on a real store, and webhooks from repositories that no other test uses. */

export const dana = { id: 5, login: 'dana', type: 'User' };
export const by = { id: 5, login: 'dana', type: 'user' };
export const oid = (seed: number): string => seed.toString(16).padStart(40, 'a');

export interface Origin {
  readonly place: { readonly installation: number; readonly repository: { id: number; owner: string; name: string } };
  /** What every payload from there carries. */
  readonly envelope: Readonly<Record<string, unknown>>;
}

export function newOrigin(name = 'shop'): Origin {
  const installation = fresh();
  const repository = { id: fresh(), owner: `acme-${installation}`, name };
  return {
    place: { installation, repository },
    envelope: {
      installation: { id: installation },
      repository: { id: repository.id, full_name: `${repository.owner}/${name}`, default_branch: 'main' },
      sender: dana,
    },
  };
}

export const opened = ({ envelope }: Origin, number: number) => ({
  ...envelope,
  action: 'edited',
  pull_request: { number },
});

export const keyOf = ({ place }: Origin, number: number): string => pullRequestSubject(place, number).key;

/** To a branch that was there before, with one commit that touches these paths. */
export const pushed = ({ envelope }: Origin, branch: string, paths: readonly string[]) => ({
  ...envelope,
  ref: `refs/heads/${branch}`,
  before: oid(1),
  after: oid(2),
  forced: false,
  created: false,
  deleted: false,
  commits: [{ id: oid(2), added: [], modified: paths, removed: [] }],
});

/** Kept as received; its GUID. */
export async function deliver({ store }: Bench, event: string, payload: object | string): Promise<string> {
  const guid = `guid-${fresh()}`;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  await store.deliveries.accept([{ guid, event, action: null, installation: null, payload: text, receivedAt: 1_000 }]);
  return guid;
}

/** Dispatches all that waits, as a process does that has just started. */
export async function dispatchAll(bench: Bench, changes: { readonly store?: Store } = {}): Promise<void> {
  const dispatcher = createDispatcher({ ...bench.context, ...changes });
  dispatcher.wake();
  await until(async () => (await bench.store.deliveries.backlog()) === 0);
  await dispatcher.stop();
}

/** Sweeps that nobody has begun, of one installation. */
export async function sweepsOf({ database }: Bench, { place }: Origin): Promise<readonly SweepTask[]> {
  const rows = await database.query<{ task: SweepTask }>(
    `select data->'data' as task from countersign_jobs.job
     where name = 'sweep' and state = 'created' and (data->'data')::text like $1 order by created_on`,
    [`%"installation": ${place.installation}%`],
  );
  return rows.map(({ task }) => task);
}

export { type Bench, openBench };
