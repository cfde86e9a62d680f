import { type Clock, SECOND } from '../../base/clock.ts';
import { asFault } from '../../base/fault.ts';
import type { LogFields } from '../../base/log.ts';
import type { RequestWatch } from '../../github/request-watch.ts';
import type { Job, Lease, QueueName } from '../../store/store.ts';
import { createFigures, type Figures } from './figures.ts';
import { createGithubMemory, type GithubMemory } from './github-figures.ts';
import { addToScope, inScope } from './scope.ts';
import { noTracer, type Tracer } from './tracer.ts';

/** Where the app says what it does: figures, traces, and the fields of its log lines. */
export interface Observer {
  readonly figures: Figures;
  readonly tracer: Tracer;
  readonly github: GithubMemory;
  readonly requests: RequestWatch;
}

export interface ObserverOptions {
  readonly clock: Clock;
  readonly tracer?: Tracer;
  /** Are figures of the process wanted, too? */
  readonly process?: boolean;
}

export function createObserver({ clock, tracer = noTracer, process = false }: ObserverOptions): Observer {
  const figures = createFigures({ process });
  const github = createGithubMemory(clock);
  return { figures, tracer, github, requests: watchRequests({ figures, tracer, github }) };
}

function watchRequests({ figures, tracer, github }: Omit<Observer, 'requests'>): RequestWatch {
  return async (request, send) =>
    await tracer.run(
      {
        name: `GitHub ${request.route}`,
        isRequest: true,
        fields: { 'countersign.installation': request.installation },
      },
      async (span) => {
        const time = stopwatch();
        return await send((end) => {
          github.note(request, end);
          figures.count('countersign_github_requests_total', { status: end.status ?? 'none' });
          figures.observe('countersign_github_request_duration_seconds', time());
          span.add({ 'http.response.status_code': end.status });
        });
      },
    );
}

type Told = Pick<Job, 'id' | 'key' | 'data'>;

/** Everything that is done for a job, what is logged when it fails included. */
export async function aroundJob(queue: QueueName, job: Told, act: () => Promise<void>): Promise<void> {
  await inScope({ queue, job: job.id, ...FIELDS[queue](job.key), ...taskOf(job) }, act);
}

/** A sweep says in its data what it is for. */
function taskOf({ data }: Told): LogFields {
  const { task, installation } = data;
  return {
    ...(typeof task === 'string' ? { task } : {}),
    ...(typeof installation === 'number' ? { installation } : {}),
  };
}

const about = (name: string) => (key: string) => ({ [name]: key });
const FIELDS: Readonly<Record<QueueName, (key: string) => Readonly<Record<string, string>>>> = {
  evaluate: about('subject'),
  report: about('subject'),
  flush: about('ledger'),
  witness: about('ledger'),
  evidence: about('repository'),
  sweep: about('key'),
};

/** A job's own work, with its figures. An evaluation has a span of its own, because it belongs to its webhooks' trace. */
export async function observeJob(
  { figures, tracer }: Observer,
  { queue, job }: { readonly queue: QueueName; readonly job: Told },
  act: () => Promise<void>,
): Promise<void> {
  const time = stopwatch();
  let outcome = 'done';
  try {
    if (queue === 'evaluate') return await act();
    const fields = prefixed({ job: job.id, ...FIELDS[queue](job.key) });
    await tracer.run({ name: queue, isRoot: true, fields }, act);
  } catch (error) {
    outcome = 'failed';
    throw error;
  } finally {
    figures.count('countersign_jobs_ended_total', { queue, outcome });
    figures.observe('countersign_job_duration_seconds', time(), { queue });
  }
}

/** A commit on a ledger's branch; `age`: milliseconds that the oldest of its entries waited for it. */
export function observeFlush(
  { figures }: Observer,
  { entries, age }: { readonly entries: number; readonly age: number },
): void {
  figures.observe('countersign_flush_entries', entries);
  figures.observe('countersign_flush_age_seconds', Math.max(0, age) / SECOND);
}

/** An evaluation by whoever holds the subject; `act` says the verdict. */
export async function observeEvaluation(
  { figures, tracer }: Observer,
  { subject, guids }: Pick<Lease, 'subject' | 'guids'>,
  act: () => Promise<string>,
): Promise<void> {
  const fields = { installation: subject.installation, repository: subject.repository.id, subject: subject.key };
  addToScope({ ...fields, deliveries: guids });
  const time = stopwatch();
  await tracer.run({ name: 'evaluate', isRoot: true, fields: prefixed(fields), deliveries: guids }, async (span) => {
    let verdict = 'failed';
    try {
      verdict = await act();
    } catch (error) {
      span.add({ 'countersign.code': asFault(error).code });
      throw error;
    } finally {
      span.add({ 'countersign.verdict': verdict });
      figures.count('countersign_evaluations_total', { verdict });
      figures.observe('countersign_evaluation_duration_seconds', time());
    }
  });
}

/** So that they stand together among the fields of others. */
function prefixed(fields: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`countersign.${name}`, value]));
}

/** Seconds since it was made. */
export function stopwatch(): () => number {
  const begun = performance.now();
  return () => (performance.now() - begun) / SECOND;
}
