import { isJsonObject, type Json } from '../base/json.ts';
import { BOSS_SCHEMA } from './boss.ts';
import type { Database } from './database.ts';
import type { JobFilter, JobRecords, JobState, QueuedJob } from './job-records.ts';
import { type JobData, LAST } from './jobs.ts';
import type { QueueName } from './store.ts';

/** Takes jobs away and sends them anew, in one transaction. */
export type SendAgain = (queue: QueueName, jobs: readonly JobRow[]) => Promise<void>;

/** What has to be known of a job to send it again. */
export interface JobRow {
  readonly id: string;
  readonly data: JobData;
  /** As pg-boss counts: the highest first. */
  readonly priority: number;
  readonly groupTier?: string | null;
}

export function createJobRecords(database: Database, sendAgain: SendAgain): JobRecords {
  return {
    list: async (filter) => {
      await forgetSettled(database);
      return await readJobs(database, filter);
    },
    retry: async (wanted) => {
      await forgetSettled(database);
      const rows = await database.query<JobRow & { readonly name: QueueName }>(
        `select id::text as id, name, data, priority, group_tier as "groupTier" from ${BOSS_SCHEMA}.job
         where (state = 'failed' or (state < 'active' and $1::text[] is not null)) and data ? 'key'
           and ($1::text[] is null or id::text = any($1::text[]))
         order by priority desc, created_on`,
        [wanted === 'failed' ? null : wanted],
      );
      for (const [queue, jobs] of Map.groupBy(rows, ({ name }) => name)) await sendAgain(queue, jobs);
      return rows.map(({ id }) => id);
    },
  };
}

/** An evaluation that was given up and whose subject was judged since, for another reason, failed no longer. */
async function forgetSettled(database: Database): Promise<void> {
  await database.query(
    `delete from ${BOSS_SCHEMA}.job j where j.name = 'evaluate' and j.state = 'failed' and not exists (
       select 1 from countersign.subject s where s.key = j.group_id and s.judged < s.generation)`,
  );
}

interface Row {
  readonly id: string;
  readonly name: QueueName;
  readonly state: string;
  readonly key: string | null;
  readonly priority: number;
  readonly started: boolean;
  readonly retries: number;
  readonly since: number;
  readonly failed_at: number | null;
  readonly next: number | null;
  readonly output: Json;
}

const STATES = { failed: ['failed'], waiting: ['created', 'retry'], active: ['active'] } as const;
const instant = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;

async function readJobs(database: Database, { state, queue, limit }: JobFilter): Promise<readonly QueuedJob[]> {
  const states: readonly string[] = state === null ? Object.values(STATES).flat() : STATES[state];
  const rows = await database.query<Row>(
    `select id::text as id, name, state::text as state, data->>'key' as key, priority, started_on is not null as started,
       retry_count as retries, ${instant('created_on')} as since, ${instant('completed_on')} as failed_at,
       ${instant('start_after')} as next, output
     from ${BOSS_SCHEMA}.job
     where state::text = any($1::text[]) and ($2::text is null or name = $2)
     order by completed_on desc nulls last, start_after, id limit $3`,
    [states, queue, limit],
  );
  return rows.map(toJob);
}

function toJob({ id, name, key, priority, started, retries, since, failed_at, next, output, ...row }: Row): QueuedJob {
  const state = stateOf(row.state);
  const said = isJsonObject(output) ? output : {};
  const { code, message } = said;
  return {
    id,
    queue: name,
    key,
    state,
    priority: LAST - priority,
    attempts: started ? retries + 1 : 0,
    since,
    failedAt: state === 'failed' ? failed_at : null,
    next: state === 'waiting' ? next : null,
    code: typeof code === 'string' ? code : null,
    // What pg-boss itself says of a job whose process died.
    message: typeof message === 'string' ? message : messageOf(said['value']),
  };
}

function messageOf(value: Json | undefined): string | null {
  const message = isJsonObject(value) ? value['message'] : undefined;
  return typeof message === 'string' ? message : null;
}

function stateOf(state: string): JobState {
  if (state === 'failed' || state === 'active') return state;
  return 'waiting';
}
