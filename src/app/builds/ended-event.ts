import { type Instant, toRfc3339 } from '../../base/clock.ts';
import type { BuildFields, EventFields } from '../../ledger/entries/event.ts';
import { toPlainName } from '../../ledger/plain-name.ts';
import type { CheckState } from '../../policy/facts.ts';
import type { RunJob } from '../ports.ts';
import type { Ended } from './ended.ts';

/** What an entry says of a run or a suite that ended. Pure. */

type Common = Omit<EventFields, 'event' | 'build' | 'suite'>;

const RESULTS: Readonly<Partial<Record<CheckState, EventFields['result']>>> = {
  success: 'passed',
  failure: 'failed',
  timed_out: 'failed',
  cancelled: 'cancelled',
  stale: 'cancelled',
  skipped: 'skipped',
  startup_failure: 'error',
  error: 'error',
};

/** @param url page of the run; null: it has none */
export function commonFields({ outcome, at, of }: Ended, url: string | null): Common {
  const result = RESULTS[outcome];
  const started = of.is === 'run' ? of.startedAt : null;
  return {
    code: `${of.is === 'run' ? 'build' : 'test'}.${outcome}`,
    ...(result === undefined ? {} : { result }),
    ...(url === null || of.is === 'suite' ? {} : { run: { uri: url, attempt: Math.max(1, of.attempt) } }),
    ...times({ started, ended: at }),
  };
}

/** For these GitHub reads the file at the very commit; for a pull request at a merge with its base, which it does not name. */
const AT_COMMIT: ReadonlySet<string> = new Set(['push', 'merge_group', 'workflow_dispatch']);

const EVENT = /^[a-z_]{1,50}$/;

/** @param jobs null: they could not be read */
export function buildFields(
  { commit, of }: Ended,
  jobs: readonly RunJob[] | null,
): Omit<BuildFields, 'counts' | 'omitted'> {
  const run = of.is === 'run' ? of : null;
  const trigger = EVENT.test(run?.event ?? '') ? (run?.event ?? '') : 'unknown';
  const path = run?.path ?? null;
  const starter = run?.starter ?? null;
  return {
    ...(path === null ? {} : { workflow: { path: toPlainName(path), ...(AT_COMMIT.has(trigger) ? { commit } : {}) } }),
    trigger,
    ...(starter === null ? {} : { starter: starter.id }),
    jobs: (jobs ?? []).map(jobFields),
  };
}

function jobFields({ name, state, runner, startedAt, endedAt }: RunJob): BuildFields['jobs'][number] {
  const host = runner?.host ?? null;
  return {
    name: toPlainName(name),
    outcome: state,
    ...times({ started: startedAt, ended: endedAt }),
    ...(host === null ? {} : { runner: host }),
  };
}

interface Times {
  readonly started: Instant | null;
  readonly ended: Instant | null;
}

function times({ started, ended }: Times): Pick<EventFields, 'started' | 'ended'> {
  return {
    ...(started === null ? {} : { started: toRfc3339(started) }),
    ...(ended === null ? {} : { ended: toRfc3339(ended) }),
  };
}
