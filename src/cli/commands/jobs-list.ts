import { toRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import type { JobState, QueuedJob, QueueName } from '../../store/store.ts';
import type { Command } from '../command.ts';
import { ask } from '../control/ask.ts';
import { count, shorten, showJson } from '../text.ts';

const QUEUES: readonly QueueName[] = ['evaluate', 'flush', 'evidence', 'report', 'sweep', 'witness'];
const STATES: readonly JobState[] = ['failed', 'waiting', 'active'];
const MOST = 1_000;
const MESSAGE_CHARACTERS = 120;

export const jobsList: Command = {
  usage: '[--state STATE] [--queue QUEUE] [--limit N] [--format text|json]',
  about: [
    'Jobs that were given up, wait or run: what each is about, how often it was tried, since when, what it failed of and when it is tried again. Those that were given up are kept for a month.',
    'Where it runs: in a running app with an embedded database, through its socket; otherwise here, with DATABASE_URL.',
    'JSON: {"version": 1, "jobs": [{"id", "queue", "key", "state", "priority", "attempts", "since", "failedAt", "next", "code", "message"}]}.',
  ],
  arguments: { least: 0, most: 0 },
  options: [
    {
      name: 'state',
      value: 'STATE',
      choices: STATES,
      says: 'failed: given up; waiting: for its turn or its next attempt; active (default: all)',
    },
    { name: 'queue', value: 'QUEUE', choices: QUEUES, says: 'only of this queue' },
    { name: 'limit', value: 'N', says: `at most so many, 1 to ${MOST} (default: 100)` },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: ['countersign jobs list', 'countersign jobs list --state failed --queue evaluate --format json'],
  async run(words, io) {
    const request = {
      state: words.value('state') ?? null,
      queue: words.value('queue') ?? null,
      limit: readLimit(words.value('limit') ?? '100'),
    };
    const jobs: QueuedJob[] = [];
    for await (const item of ask({ command: 'jobs-list', request, io })) if (isJob(item)) jobs.push(item);
    const isJson = words.value('format') === 'json';
    await io.out(isJson ? `${showJson({ version: 1, jobs: jobs.map(toRecord) })}\n` : showText(jobs));
    return 0;
  },
};

/** Of an app of this very version (control/wire.ts). */
function isJob(item: unknown): item is QueuedJob {
  return isJsonObject(item) && typeof item['id'] === 'string' && typeof item['since'] === 'number';
}

function readLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new Fault('cli.usage', `--limit is a number from 1 to ${MOST}, not ${JSON.stringify(text)}`);
}

const time = (at: number | null): string | null => (at === null ? null : toRfc3339(at));

function toRecord({ since, failedAt, next, ...job }: QueuedJob): Json {
  return { ...job, since: time(since), failedAt: time(failedAt), next: time(next) };
}

function showText(jobs: readonly QueuedJob[]): string {
  if (jobs.length === 0) return 'No jobs.\n';
  const failed = jobs.filter(({ state }) => state === 'failed').length;
  const lines = jobs.flatMap((job) => [
    `${job.id}  ${job.state}  ${job.queue}  ${shorten(job.key ?? '(erased)', MESSAGE_CHARACTERS)}`,
    `  ${count(job.attempts, 'attempt')} since ${time(job.since)}${whenOf(job)}`,
    ...(job.code === null && job.message === null
      ? []
      : [
          `  ${job.code === null ? '' : `${shorten(job.code, 60)}: `}${shorten(job.message ?? '', MESSAGE_CHARACTERS)}`,
        ]),
  ]);
  const advice =
    failed === 0
      ? []
      : ['', `${count(failed, 'job was', 'jobs were')} given up. To try again: countersign jobs retry ID…, or --all`];
  return `${[...lines, ...advice].join('\n')}\n`;
}

function whenOf({ failedAt, next }: QueuedJob): string {
  if (failedAt !== null) return `, given up ${time(failedAt)}`;
  return next === null ? '' : `, next ${time(next)}`;
}
