import { type Instant, MINUTE } from '../base/clock.ts';
import type { Database, Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { Backlog, Pace, Released, SubjectRef } from './store.ts';
import { type SubjectRow, toSubjectRef } from './subject-row.ts';
import { touchSubjects } from './touch.ts';

export function createBacklog(database: Database, jobs: Jobs): Backlog {
  return {
    add: async (subjects) => await addToBacklog(database, subjects),
    release: async (installation, pace) =>
      await database.transaction(async (sql) => await releaseSlice(sql, jobs, { installation, pace })),
    stalled: async (since) => {
      const rows = await database.query<{ installation: number }>(
        `select distinct b.installation from countersign.backlog b
         where b.at <= countersign.clock() - $1 and not exists (
           select 1 from countersign.backlog_pace p where p.installation = b.installation
             and coalesce((p.slices::json -> -1 ->> 0)::bigint, 0) > countersign.clock() - $1)`,
        [since],
      );
      return rows.map(({ installation }) => installation);
    },
  };
}

/** One that waits already keeps its place: with a new one at every wish, the last would never have their turn. */
async function addToBacklog(database: Database, subjects: readonly SubjectRef[]): Promise<void> {
  const unique = [...new Map(subjects.map((subject) => [subject.key, subject])).values()];
  const inOrder = unique.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (inOrder.length === 0) return;
  await database.query(
    `with moment as materialized (select countersign.clock() as now)
     insert into countersign.backlog as b (key, kind, installation, repository, owner, name, number, since, at)
     select t.*, moment.now, moment.now
     from moment, unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::integer[])
       as t (key, kind, installation, repository, owner, name, number)
     on conflict (key) do update set at = excluded.at, installation = excluded.installation, owner = excluded.owner, name = excluded.name`,
    [
      inOrder.map(({ key }) => key),
      inOrder.map(({ kind }) => kind),
      inOrder.map(({ installation }) => installation),
      inOrder.map(({ repository }) => repository.id),
      inOrder.map(({ repository }) => repository.owner),
      inOrder.map(({ repository }) => repository.name),
      inOrder.map(({ number }) => number),
    ],
  );
}

interface Releasing {
  readonly installation: number;
  readonly pace: Pace;
}

/** The row of the pace is locked first, so that two processes take turns and share one minute. */
async function releaseSlice(sql: Sql, jobs: Jobs, { installation, pace }: Releasing): Promise<Released> {
  const { now, slices } = await lockPace(sql, installation);
  await sql.query(
    `delete from countersign.backlog b using countersign.subject s
     where b.installation = $1 and s.key = b.key and s.touched_at > b.at`,
    [installation],
  );
  const room = pace.rate - slices.reduce((sum, [, count]) => sum + count, 0);
  const subjects = room > 0 ? await takeNext(sql, installation, Math.min(pace.slice, room)) : [];
  await touchSubjects(
    sql,
    jobs,
    subjects.map((subject) => ({ subject, guids: [], priority: pace.priority })),
  );
  const released: readonly Slice[] = subjects.length === 0 ? slices : [...slices, [now, subjects.length]];
  await sql.query('update countersign.backlog_pace set slices = $2 where installation = $1', [
    installation,
    JSON.stringify(released),
  ]);
  const [row] = await sql.query<{ left: number }>(
    'select count(*)::int as left from countersign.backlog where installation = $1',
    [installation],
  );
  return { touched: subjects.length, left: row?.left ?? 0, wait: waitAfter(released, { now, pace }) };
}

/** When so many left, and how many. */
type Slice = readonly [at: Instant, count: number];

/** Those of the last minute. A clock that was set back leaves some in the future: they count as of now. */
async function lockPace(sql: Sql, installation: number): Promise<{ now: Instant; slices: readonly Slice[] }> {
  await sql.query(
    `insert into countersign.backlog_pace (installation, slices) values ($1, '[]') on conflict (installation) do nothing`,
    [installation],
  );
  const [row] = await sql.query<{ now: number; slices: string }>(
    'select countersign.clock() as now, slices from countersign.backlog_pace where installation = $1 for update',
    [installation],
  );
  const now = row?.now ?? 0;
  const all = JSON.parse(row?.slices ?? '[]') as readonly Slice[];
  return { now, slices: all.filter(([at]) => at > now - MINUTE).map(([at, count]) => [Math.min(at, now), count]) };
}

async function takeNext(sql: Sql, installation: number, limit: number): Promise<readonly SubjectRef[]> {
  const rows = await sql.query<SubjectRow>(
    `delete from countersign.backlog where key in (
       select key from countersign.backlog where installation = $1
       order by since, number desc nulls last, key limit $2 for update skip locked)
     returning key, kind, installation, repository, owner, name, number`,
    [installation, limit],
  );
  return rows.map(toSubjectRef);
}

/** Evenly over the minute; when it is full, until the oldest slice is a minute old. */
function waitAfter(slices: readonly Slice[], { now, pace }: { readonly now: Instant; readonly pace: Pace }): number {
  const [oldest] = slices;
  const newest = slices.at(-1);
  if (oldest === undefined || newest === undefined) return 0;
  const isFull = slices.reduce((sum, [, count]) => sum + count, 0) >= pace.rate;
  const even = newest[0] + Math.ceil((newest[1] * MINUTE) / pace.rate) - now;
  return Math.max(1, even, isFull ? oldest[0] + MINUTE - now : 0);
}
