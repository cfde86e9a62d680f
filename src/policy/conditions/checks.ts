import type { Condition, SettingProblem } from '../condition.ts';
import type { CheckFacts } from '../facts.ts';
import { describeOthers, judgeMachines, type Leniency, leniencySchema, type Machine } from '../machines.ts';
import { noNeeds } from '../need-set.ts';

export interface ChecksSettings extends Leniency {
  readonly passed: readonly string[];
  /** Slug or id of an app. */
  readonly from?: string | number;
}

const codes = {
  unread: 'checks.unread',
  passed: 'checks.passed',
  failed: 'checks.failed',
  running: 'checks.running',
  missing: 'checks.missing',
} as const;

export const checks: Condition<ChecksSettings> = {
  name: 'checks',
  schema: {
    type: 'object',
    description: 'Checks and commit statuses of the head commit have passed.',
    additionalProperties: false,
    required: ['passed'],
    properties: {
      passed: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: { type: 'string', minLength: 1, maxLength: 255 },
        description: 'Names of check runs or contexts of commit statuses, exactly as GitHub shows them.',
      },
      from: {
        type: ['string', 'integer'],
        title: 'an app by its slug or its id',
        minimum: 1,
        minLength: 1,
        maxLength: 100,
        pattern: '^[a-z0-9](-?[a-z0-9]+)*$',
        description: 'Only runs that this app made count; commit statuses, which no app vouches for, then never do.',
      },
      ...leniencySchema,
    },
  },
  check: ({ passed }) => passed.flatMap(checkName),
  needs: () => ({ ...noNeeds, checks: true }),
  watches: ['commits', 'checks'],
  judge: (settings, { facts }) =>
    judgeMachines(settings, {
      name: 'checks',
      codes,
      said: facts.checks,
      find: (name, all) => findMachine(name, settings, all),
    }),
};

/** A rule that waits for the check that shows it would wait for ever; the facts leave our own checks out. */
function checkName(name: string, index: number): readonly SettingProblem[] {
  if (!name.startsWith('countersign: ')) return [];
  const message = 'a policy cannot wait for its own check';
  return [{ path: ['passed', index], code: 'policy.schema', message }];
}

/** Names are compared exactly: two that look alike are two, and whoever may write chooses them. */
function findMachine(name: string, { from }: ChecksSettings, all: readonly CheckFacts[]): Machine {
  const own = all.filter((check) => isFrom(check, from));
  const runs = own.filter((check) => check.name === name);
  const others = own.map((check) => check.name);
  return {
    name,
    runs: runs.map(({ state, app }) => ({ state, of: app?.slug ?? null, id: null })),
    data: {
      from: from ?? null,
      ...(runs.length > 0 ? {} : describeOthers(name, others)),
    },
  };
}

function isFrom({ app }: CheckFacts, from: ChecksSettings['from']): boolean {
  if (from === undefined) return true;
  return typeof from === 'number' ? app?.id === from : app?.slug === from;
}
