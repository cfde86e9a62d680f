import { type Instant, MINUTE } from '../base/clock.ts';
import { BOSS_SCHEMA } from './boss.ts';
import type { Database, Parameter, Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import { readTogether } from './read-together.ts';
import { settleSubject } from './settle.ts';
import type { Lease, SilentBase, StoredSubject, SubjectRef, Subjects } from './store.ts';
import { extendSubject, releaseSubject, takeSubject } from './subject-lease.ts';
import { SUBJECT_COLUMNS, type SubjectRow, toStoredSubject, toSubjectRef } from './subject-row.ts';
import { touchSubjects } from './touch.ts';

/** Longer than a job waits between two attempts (boss.ts): who is behind for this long has no job any more. */
const LOST_AFTER = 15 * MINUTE;

export function createSubjects(database: Database, jobs: Jobs): Subjects {
  const select = async (rest: string, parameters: readonly Parameter[]): Promise<readonly StoredSubject[]> => {
    const rows = await database.query<SubjectRow>(
      `select ${SUBJECT_COLUMNS} from countersign.subject where ${rest}`,
      parameters,
    );
    return rows.map(toStoredSubject);
  };
  const readOne = readTogether<SubjectRow>(
    database,
    `select ${SUBJECT_COLUMNS} from countersign.subject where key = $1`,
  );
  const refs = async (rest: string, parameters: readonly Parameter[]): Promise<readonly SubjectRef[]> =>
    (await select(rest, parameters)).map(({ subject }) => subject);
  return {
    touch: async (touches) => await database.transaction(async (sql) => await touchSubjects(sql, jobs, touches)),
    take: async (key, owner, leaseFor) => await takeSubject(database, jobs, { key, owner, leaseFor }),
    extend: async (lease, leaseFor) => await extendSubject(database, { lease, leaseFor }),
    settle: async (lease, outcome) =>
      await database.transaction(async (sql) => await settleSubject(sql, jobs, { lease, outcome })),
    release: async (lease, delay) =>
      await database.transaction(async (sql) => await releaseSubject(sql, jobs, { lease, delay })),
    onBase: async (repository, base) =>
      await refs(
        `repository = $1 and ((open and ($2::text is null or base = $2)) or (${BEING_JUDGED}))
         order by number desc nulls last, key`,
        [repository, base],
      ),
    onHead: async (repository, head) => await readOnHead(database, repository, head),
    silentBases: async (after, limit) => await readSilentBases(database, after, limit),
    ofInstallation: async (installation) =>
      await refs(`installation = $1 and (open or (${BEING_JUDGED})) order by number desc nulls last, key`, [
        installation,
      ]),
    due: async (at, limit) => await readDue(refs, at, limit),
    sharing: async (repository, head, checkName) =>
      await select('repository = $1 and head = $2 and check_name = $3 and open order by key', [
        repository,
        head,
        checkName,
      ]),
    drop: async (lease) => await database.transaction(async (sql) => await dropSubject(sql, jobs, lease)),
    read: async (key) => {
      const row = await readOne([key]);
      return row === null ? null : toStoredSubject(row);
    },
  };
}

/**
 * What they are judged by may have been read before the change that is asked about, and their base is not known before
 * they are stored. They are few: found by the index of those behind.
 */
const BEING_JUDGED = 'judged < generation and lease_owner is not null';

async function readOnHead(database: Database, repository: number, head: string): ReturnType<Subjects['onHead']> {
  const rows = await database.query<SubjectRow & { readonly leased: boolean }>(
    `select ${SUBJECT_COLUMNS}, ${BEING_JUDGED} as leased from countersign.subject
     where repository = $1 and ((head = $2 and open) or (${BEING_JUDGED}))
     order by key`,
    [repository, head],
  );
  return rows.map((row) => ({ subject: toSubjectRef(row), base: row.leased ? null : row.base }));
}

/** Under the newest name that a repository was seen with. */
async function readSilentBases(
  database: Database,
  after: SilentBase | null,
  limit: number,
): Promise<readonly SilentBase[]> {
  const rows = await database.query<
    Pick<SubjectRow, 'installation' | 'repository' | 'owner' | 'name'> & { base: string }
  >(
    `select distinct on (repository, base) installation, repository, owner, name, base from countersign.subject
     where open and check_name = '' and (repository, base) > ($1::bigint, $2::text)
     order by repository, base, touched_at desc limit $3`,
    [after?.repository.id ?? 0, after?.base ?? '', limit],
  );
  return rows.map(({ installation, repository: id, owner, name, base }) => ({
    installation,
    repository: { id, owner, name },
    base,
  }));
}

type ReadRefs = (rest: string, parameters: readonly Parameter[]) => Promise<readonly SubjectRef[]>;

/**
 * One that is queued already is not due once more: it would be queued anew at every look, and through a long outage each
 * such job would be tried again by itself. One that was given up is tried again a day later.
 */
async function readDue(refs: ReadRefs, at: Instant, limit: number): Promise<readonly SubjectRef[]> {
  const expired = await refs(
    'open and valid_until is not null and valid_until <= $1 and judged = generation order by valid_until limit $2',
    [at, limit],
  );
  const lost = await refs(
    `judged < generation and touched_at <= countersign.clock() - $1 and coalesce(lease_until, 0) <= countersign.clock()
       and not exists (
         select 1 from ${BOSS_SCHEMA}.job j where j.name = 'evaluate' and j.group_id = subject.key
           and (j.state <= 'active' or (j.state = 'failed' and j.completed_on > now() - interval '1 day')))
     order by touched_at limit $2`,
    [LOST_AFTER, limit - expired.length],
  );
  return [...expired, ...lost];
}

/** A webhook that came meanwhile speaks of it again: then only the lease is given back, and it is judged once more. */
async function dropSubject(sql: Sql, jobs: Jobs, lease: Lease): Promise<void> {
  const { subject, owner, number, generation } = lease;
  const dropped = await sql.query(
    `update countersign.subject set open = false, judged = generation, lease_owner = null, lease_until = null, head = null, base = null,
       check_name = null, result = null, verdict = null, valid_until = null, recorded_digest = null
     where key = $1 and lease_owner = $2 and lease_number = $3 and generation = $4 returning key`,
    [subject.key, owner, number, generation],
  );
  if (dropped.length === 0) return await releaseSubject(sql, jobs, { lease, delay: 0 });
  await sql.query('delete from countersign.subject_webhook where subject = $1', [subject.key]);
}
