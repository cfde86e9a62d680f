import type { Condition } from '../condition.ts';
import type { WorkflowFacts } from '../facts.ts';
import { describeOthers, judgeMachines, type Leniency, leniencySchema, type Machine } from '../machines.ts';
import { noNeeds } from '../need-set.ts';

export interface WorkflowsSettings extends Leniency {
  readonly passed: readonly string[];
  readonly event?: readonly string[];
}

const codes = {
  unread: 'workflows.unread',
  passed: 'workflows.passed',
  failed: 'workflows.failed',
  running: 'workflows.running',
  missing: 'workflows.missing',
} as const;

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
      ...leniencySchema,
    },
  },
  check: () => [],
  needs: () => ({ ...noNeeds, workflows: true }),
  watches: ['commits', 'checks'],
  judge: (settings, { facts }) =>
    judgeMachines(settings, {
      name: 'workflows',
      codes,
      said: facts.workflows,
      find: (path, all) => findMachine(path, settings, all),
    }),
};

function findMachine(path: string, { event }: WorkflowsSettings, all: readonly WorkflowFacts[]): Machine {
  const counted = all.filter((run) => event === undefined || event.includes(run.event));
  const runs = newestOfEach(counted.filter((run) => run.path === path));
  const others = all.flatMap((run) => (run.path === null ? [] : [run.path]));
  return {
    name: path,
    runs: runs.map((run) => ({ state: run.state, of: run.event, id: run.run })),
    data: {
      event: event ?? null,
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
