import type { Condition } from '../condition.ts';
import type { WorkflowFacts } from '../facts.ts';
import { makeFinding, outcomeOf, showSome } from '../findings.ts';
import { judgeMachine, type Leniency, leniencySchema, type Machine } from '../machines.ts';
import { findNearest } from '../nearest.ts';
import { noNeeds } from '../need-set.ts';

export interface WorkflowsSettings extends Leniency {
  readonly passed: readonly string[];
  readonly event?: readonly string[];
}

const codes = {
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
  judge(settings, { facts }) {
    if (!facts.workflows.known) {
      const { code, detail } = facts.workflows.why;
      return outcomeOf('workflows', [
        makeFinding('workflows.unread', 'unknown', { names: settings.passed, why: code, detail }),
      ]);
    }
    const found = facts.workflows.value;
    return outcomeOf(
      'workflows',
      settings.passed.map((path) => judgeMachine(findMachine(path, settings, found), settings, codes)),
    );
  },
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
      ...(runs.length > 0 ? {} : { nearest: findNearest(path, others), there: showSome([...new Set(others)]).shown }),
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
