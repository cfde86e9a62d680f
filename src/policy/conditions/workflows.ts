import type { Condition, SettingProblem } from '../condition.ts';
import type { WorkflowFacts } from '../facts.ts';
import { type Inside, insideSchema, judgeInside, looksInside } from '../inside-run.ts';
import { describeOthers, judgeMachines, type Leniency, leniencySchema, type Machine } from '../machines.ts';
import { noNeeds } from '../need-set.ts';

export interface WorkflowsSettings extends Leniency, Inside {
  readonly passed: readonly string[];
  readonly event?: readonly string[];
  readonly file?: 'head';
}

const codes = {
  unread: 'workflows.unread',
  passed: 'workflows.passed',
  failed: 'workflows.failed',
  running: 'workflows.running',
  missing: 'workflows.missing',
  attempts: 'workflows.too-many-attempts',
  job: 'workflows.job',
  runner: 'workflows.runner',
} as const;

/** GitHub reads the workflow for these at the commit that the run is for; for others at one that somebody chose before. */
const ofHead: ReadonlySet<string> = new Set(['pull_request', 'push', 'merge_group', 'workflow_dispatch']);

export const workflows: Condition<WorkflowsSettings> = {
  name: 'workflows',
  schema: {
    type: 'object',
    description: 'Workflows of GitHub Actions have passed on the head commit.',
    additionalProperties: false,
    required: ['passed'],
    properties: {
      passed: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: {
          type: 'string',
          maxLength: 255,
          title: 'a workflow file like .github/workflows/ci.yml',
          pattern: '^\\.github/workflows/[^/]+\\.ya?ml$',
        },
        description: 'Workflow files of this repository, by path.',
      },
      event: {
        type: 'array',
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        items: { type: 'string', title: 'an event like pull_request', pattern: '^[a-z_]{1,50}$' },
        description: 'Only runs that one of these events started count. Without it all do.',
      },
      file: {
        enum: ['head'],
        description: `Only runs count that ran the file as the commit itself has it, by the event that started them: ${[...ofHead].map((event) => `\`${event}\``).join(', ')}.`,
      },
      ...insideSchema,
      ...leniencySchema,
    },
  },
  check: checkEvents,
  needs: (settings) => ({ ...noNeeds, workflows: true, attempts: looksInside(settings) ? settings.passed : [] }),
  watches: ['commits', 'checks'],
  judge: (settings, { facts }) =>
    judgeMachines(settings, {
      name: 'workflows',
      codes,
      said: facts.workflows,
      find: (path, all) => findMachine(path, settings, all),
      inspect: (path, all) => findRuns(path, settings, all).flatMap((run) => judgeInside(run, settings, codes)),
    }),
};

/** Where none of the events counts the answer would wait for ever. */
function checkEvents({ event, file }: WorkflowsSettings): readonly SettingProblem[] {
  if (file === undefined || event === undefined || event.some((one) => ofHead.has(one))) return [];
  const message = 'runs of these events never run the file of the head commit, which "file" asks for';
  return [{ path: ['event'], code: 'policy.schema', message }];
}

function findRuns(path: string, { event, file }: WorkflowsSettings, all: readonly WorkflowFacts[]) {
  const counted = all
    .filter((run) => event === undefined || event.includes(run.event))
    .filter((run) => file === undefined || ofHead.has(run.event));
  return newestOfEach(counted.filter((run) => run.path === path));
}

function findMachine(path: string, settings: WorkflowsSettings, all: readonly WorkflowFacts[]): Machine {
  const { event, file } = settings;
  const runs = findRuns(path, settings, all);
  const others = all.flatMap((run) => (run.path === null ? [] : [run.path]));
  return {
    name: path,
    runs: runs.map((run) => ({ state: run.state, of: run.event, id: run.run })),
    data: {
      event: event ?? null,
      ...(file === undefined ? {} : { file }),
      ...(runs.length > 0 ? {} : describeOthers(path, others)),
    },
  };
}

/** For each event the newest run: a later one (after reopening, say) takes the place of those before it. */
function newestOfEach(runs: readonly WorkflowFacts[]): readonly WorkflowFacts[] {
  const newest = new Map<string, WorkflowFacts>();
  for (const run of runs) {
    const before = newest.get(run.event);
    if (before === undefined || run.run > before.run) newest.set(run.event, run);
  }
  return [...newest.values()];
}
