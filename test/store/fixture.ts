import { afterAll, beforeAll } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/databases/postgres.ts';
import { buildStore, openDatabase } from '../../src/store/open-store.ts';
import type { NewEntry, Push, Store, SubjectRef } from '../../src/store/store.ts';

/** A database that is open for one describe block, and a store on it. Tests keep apart by the names they use. */
export interface Fixture {
  readonly database: Database;
  readonly store: Store;
}

export type OpenDatabase = () => Promise<Database>;

export const onPglite: OpenDatabase = async () =>
  await openDatabase({ memory: true, log: silentLog, clock: systemClock });
export const onPostgres = (url: string): Database => openPostgres(url, silentLog);

/** Opens before the first test of the block and closes after its last. */
export function useStore(open: OpenDatabase): Fixture {
  let fixture: Fixture | null = null;
  beforeAll(async () => {
    const database = await open();
    fixture = { database, store: await buildStore(database, { log: silentLog, clock: systemClock }) };
  }, 60_000);
  afterAll(async () => {
    await fixture?.store.close();
  });
  const current = (): Fixture => {
    if (fixture === null) throw new Error('the store is open only inside a test');
    return fixture;
  };
  return {
    get database() {
      return current().database;
    },
    get store() {
      return current().store;
    },
  };
}

let last = 1000;
/** A number that no other test uses. */
export const fresh = (): number => ++last;

export function subjectRef(fields: Partial<SubjectRef> & { readonly repositoryId?: number } = {}): SubjectRef {
  const number = fields.number ?? fresh();
  const id = fields.repositoryId ?? fresh();
  return {
    key: `pull_request:${id}:${number}`,
    kind: 'pull_request',
    installation: 7,
    repository: { id, owner: 'acme', name: 'shop' },
    number,
  };
}

export function pushOf(fields: Partial<Push> = {}): Push {
  const oid = String(fresh()).padStart(40, 'a');
  return {
    repository: fresh(),
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: oid,
    commits: [oid],
    pusher: { id: 1, type: 'User' },
    at: 1000,
    guid: `guid-${fresh()}`,
    ...fields,
  };
}

export function newEntry(fields: Partial<NewEntry> = {}): NewEntry {
  const n = fields.n ?? 1;
  return {
    id: `entry-${fresh()}`,
    kind: 'decision',
    subject: `{"uri":"subject-${fresh()}"}`,
    reports: null,
    n,
    statement: { _type: 'https://in-toto.io/Statement/v1', n },
    ...fields,
  };
}

/** Jobs that wait, read from the queue's own table: key and how many milliseconds until they are due. */
export async function waitingJobs(
  database: Database,
  queue: string,
  key?: string,
): Promise<readonly { readonly key: string; readonly due: number }[]> {
  return await database.query(
    `select data->>'key' as key, greatest(0, extract(epoch from start_after - now()) * 1000)::float8 as due
     from countersign_jobs.job where name = $1 and state in ('created', 'retry') and ($2::text is null or data->>'key' = $2)
     order by start_after`,
    [queue, key ?? null],
  );
}

export async function until(isTrue: () => boolean | Promise<boolean>, timeout = 10_000): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const pause = async (milliseconds: number): Promise<void> =>
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
