import type { AttemptFacts, JobFacts, Known, RunnerFacts, WorkflowFacts } from './facts.ts';
import { makeFinding, showSome } from './findings.ts';
import type { Finding, FindingValue } from './verdict.ts';

/** What a rule may ask of a run beside that it passed. */
export interface Inside {
  readonly attempts?: number;
  readonly jobs?: readonly string[];
  readonly runners?: Runners;
}

export type Runners = 'hosted' | 'self-hosted' | { readonly labels?: readonly string[]; readonly group?: string };

const most = { type: 'array', minItems: 1, maxItems: 100, uniqueItems: true } as const;

export const insideSchema = {
  attempts: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description:
      'So many attempts at the most: what passed only when it was run again for the third time may not be sound.',
  },
  jobs: {
    ...most,
    items: { type: 'string', minLength: 1, maxLength: 255 },
    description:
      'Jobs of each run, by the names that its page shows, that ran and succeeded. Here a job that was skipped has failed, whatever `skipped_is` says.',
  },
  runners: {
    type: ['string', 'object'],
    title: 'one of the words hosted and self-hosted',
    pattern: '^(hosted|self-hosted)$',
    minProperties: 1,
    additionalProperties: false,
    properties: {
      labels: {
        ...most,
        items: { type: 'string', minLength: 1, maxLength: 255 },
        description: 'Labels that the job asked for with `runs-on`, in whatever case.',
      },
      group: { type: 'string', minLength: 1, maxLength: 255, description: 'The name of a group of runners.' },
    },
    description:
      'Where every job that was not skipped ran: on machines of GitHub (`hosted`), on your own (`self-hosted`), or on those with these labels, of this group.',
  },
} as const;

export interface InsideCodes {
  readonly unread: string;
  readonly attempts: string;
  readonly job: string;
  readonly runner: string;
}

export function looksInside({ attempts, jobs, runners }: Inside): boolean {
  return attempts !== undefined || jobs !== undefined || runners !== undefined;
}

/** Of one run: what is not as it was asked for, and nothing where all is. */
export function judgeInside(run: WorkflowFacts, asked: Inside, codes: InsideCodes): readonly Finding[] {
  if (!looksInside(asked)) return [];
  const attempt = run.attempt ?? NOT_READ;
  if (!attempt.known) {
    const { code, detail } = attempt.why;
    return [makeFinding(codes.unread, 'unknown', { names: [run.path], why: code, detail })];
  }
  const { number, jobs } = attempt.value;
  const inspected: Inspected = { jobs, about: { name: run.path, of: run.event, id: run.run }, codes };
  return [
    ...(asked.attempts === undefined || number <= asked.attempts
      ? []
      : [makeFinding(codes.attempts, 'unmet', { ...inspected.about, attempt: number, most: asked.attempts })]),
    // Before it has ended nothing is to be said of its parts.
    ...(run.state === 'pending' ? [] : judgeParts(inspected, asked)),
  ];
}

const NOT_READ: Known<AttemptFacts> = {
  known: false,
  why: { code: 'incomplete', detail: 'it was not read how the run went' },
};

interface Inspected {
  readonly jobs: readonly JobFacts[];
  readonly about: Readonly<Record<'name' | 'of' | 'id', FindingValue>>;
  readonly codes: InsideCodes;
}

function judgeParts(inspected: Inspected, { jobs, runners }: Inside): readonly Finding[] {
  return [
    ...(jobs ?? []).flatMap((name) => judgeJob(inspected, name)),
    ...(runners === undefined ? [] : judgeRunners(inspected, runners)),
  ];
}

function judgeJob({ jobs, about, codes }: Inspected, name: string): readonly Finding[] {
  const own = jobs.filter((job) => job.name === name);
  const bad = own.filter(({ state }) => state !== 'success');
  if (own.length > 0 && bad.length === 0) return [];
  const decisive = bad.find(({ state }) => state !== 'pending') ?? bad[0];
  const state = decisive?.state ?? null;
  const there = own.length > 0 ? [] : showSome([...new Set(jobs.map((job) => job.name))]).shown;
  return [makeFinding(codes.job, state === 'pending' ? 'pending' : 'unmet', { ...about, job: name, state, there })];
}

/** A run none of whose jobs ran anywhere ran on no such runner either. */
function judgeRunners({ jobs, about, codes }: Inspected, wanted: Runners): readonly Finding[] {
  const ran = jobs.flatMap(({ name, runner }) => (runner === null ? [] : [{ name, runner }]));
  const elsewhere = ran.filter(({ runner }) => !isSuch(runner, wanted));
  if (ran.length > 0 && elsewhere.length === 0) return [];
  const { shown, count } = showSome(elsewhere.map(({ name }) => name));
  const found = elsewhere.slice(0, 1).map(({ runner }) => describeRunner(runner));
  return [
    makeFinding(codes.runner, 'unmet', {
      ...about,
      wanted: describeWanted(wanted),
      jobs: shown,
      count,
      found: found[0] ?? null,
    }),
  ];
}

function isSuch({ labels, group, host }: RunnerFacts, wanted: Runners): boolean {
  if (typeof wanted === 'string') return host === wanted;
  const has = new Set(labels.map((label) => label.toLowerCase()));
  const isOfGroup = wanted.group === undefined || wanted.group === group;
  return isOfGroup && (wanted.labels ?? []).every((label) => has.has(label.toLowerCase()));
}

function describeWanted(wanted: Runners): FindingValue {
  if (typeof wanted === 'string') return { host: wanted, labels: [], group: null };
  return { host: null, labels: wanted.labels ?? [], group: wanted.group ?? null };
}

function describeRunner({ host, labels, group }: RunnerFacts): FindingValue {
  return { host, labels: showSome(labels).shown, group };
}
