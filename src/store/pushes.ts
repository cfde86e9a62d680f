import type { JsonObject } from '../base/json.ts';
import type { Database, Sql } from './database.ts';
import type { Push, Pushes } from './store.ts';

interface PushRow {
  readonly repository: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly commits: readonly string[];
  readonly pusher: string;
  readonly at: number;
  readonly guid: string;
}

export function createPushes(database: Database): Pushes {
  return {
    touching: async (repository, commits) => {
      const rows = await database.query<PushRow>(
        `select p.repository, p.ref, p.before, p.after, p.commits, p.pusher, p.at, p.guid
         from countersign.push p
         where p.id in (select push from countersign.push_commit where repository = $1 and oid = any($2::text[]))
         order by p.at, p.id`,
        [repository, commits],
      );
      return rows.map((row) => ({ ...row, pusher: JSON.parse(row.pusher) as JsonObject }));
    },
    recordMissing: async (pushes) =>
      await database.transaction(async (sql) => {
        const missing: Push[] = [];
        for (const push of pushes) if (!(await isRecorded(sql, push))) missing.push(push);
        await recordPushes(sql, missing);
        return missing.length;
      }),
  };
}

async function isRecorded(sql: Sql, { repository, ref, before, after }: Push): Promise<boolean> {
  const oid = isNoCommit(after) ? before : after;
  const rows = await sql.query(
    `select 1 from countersign.push_commit c join countersign.push p on p.id = c.push
     where c.repository = $1 and c.oid = $2 and p.ref = $3 and p.before = $4 and p.after = $5 limit 1`,
    [repository, oid, ref, before, after],
  );
  return rows.length > 0;
}

/** What comes twice (the same delivery, dispatched again) is stored once. */
export async function recordPushes(sql: Sql, pushes: readonly Push[]): Promise<void> {
  for (const { repository, ref, before, after, commits, pusher, at, guid } of pushes) {
    const [stored] = await sql.query<{ id: number }>(
      `insert into countersign.push (repository, ref, before, after, commits, pusher, at, guid)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (guid, ref) do nothing returning id`,
      [repository, ref, before, after, commits, JSON.stringify(pusher), at, guid],
    );
    if (stored === undefined) continue;
    const oids = [...new Set([before, after, ...commits])].filter((oid) => !isNoCommit(oid));
    await sql.query(
      'insert into countersign.push_commit (repository, oid, push) select $1, oid, $2 from unnest($3::text[]) as t (oid)',
      [repository, stored.id, oids],
    );
  }
}

/** All zeros: where a branch began or ended. Every such push would touch every other. */
function isNoCommit(oid: string): boolean {
  return /^0*$/.test(oid);
}
