import { MINUTE } from '../../base/clock.ts';
import type { AlertGroup, AnalysisFacts, CodeScanningFacts, OpenAlerts, Severity } from '../alert-facts.ts';
import type { Condition, SettingProblem } from '../condition.ts';
import type { Facts, Known } from '../facts.ts';
import { makeFinding, outcome, outcomeOf, SHOWN_LIMIT } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import type { Finding } from '../verdict.ts';

export interface AlertsSettings {
  readonly code_scanning?: CodeScanning;
  readonly secret_scanning?: 'none';
  readonly dependencies?: { readonly none_of: Severity };
}

interface CodeScanning {
  readonly none_of: Severity;
  readonly tool?: string;
  readonly analyzed?: 'commit' | 'any';
  readonly categories?: readonly string[];
}

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

const noneOf = {
  enum: severities,
  description: 'No alert is open that is as bad as this, or worse.',
} as const;

/** Nobody sends an event for an analysis that found nothing; machines that end do, where GitHub Actions ran it. */
const LOOK_AGAIN = 5 * MINUTE;

export const alerts: Condition<AlertsSettings> = {
  name: 'alerts',
  schema: {
    type: 'object',
    description: 'GitHub’s security alerts: none is open that is as bad as this.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      code_scanning: {
        type: 'object',
        description: 'What code scanning found on the branch, or on a pull request’s merge with its base.',
        additionalProperties: false,
        required: ['none_of'],
        properties: {
          none_of: noneOf,
          tool: {
            type: 'string',
            minLength: 1,
            maxLength: 100,
            description: 'Only what this tool found counts, named exactly as GitHub shows it: `CodeQL`.',
          },
          analyzed: {
            enum: ['commit', 'any'],
            default: 'commit',
            description:
              'Which analysis there has to be: one of this very commit, or any. Until it is there the condition is pending.',
          },
          categories: {
            type: 'array',
            minItems: 1,
            maxItems: 50,
            uniqueItems: true,
            items: { type: 'string', maxLength: 255 },
            description:
              'An analysis of each of these categories has to be there: `/language:go`. Without it one is enough.',
          },
        },
      },
      secret_scanning: {
        const: 'none',
        description: 'No alert of secret scanning is open, wherever in the repository the secret stands.',
      },
      dependencies: {
        type: 'object',
        description: 'What Dependabot says of the dependencies on the default branch.',
        additionalProperties: false,
        required: ['none_of'],
        properties: { none_of: noneOf },
      },
    },
  },
  check: (): readonly SettingProblem[] => [],
  needs: (settings) => ({
    ...noNeeds,
    codeScanning: settings.code_scanning !== undefined,
    secretScanning: settings.secret_scanning !== undefined,
    dependencyAlerts: settings.dependencies !== undefined,
  }),
  watches: ['commits', 'checks', 'alerts'],
  judge(settings, { facts, at }) {
    const { truth, findings } = outcomeOf('alerts', judgeAll(settings, facts));
    return outcome('alerts', truth, findings, truth === 'pending' ? at + LOOK_AGAIN : null);
  },
};

function judgeAll(settings: AlertsSettings, { alerts: all, change: { head } }: Facts): readonly Finding[] {
  const { code_scanning: code, secret_scanning: secrets, dependencies } = settings;
  return [
    ...(code === undefined
      ? []
      : judgeRead('code_scanning', all?.codeScanning, (found) => judgeCode(code, found, head))),
    ...(secrets === undefined
      ? []
      : judgeRead('secret_scanning', all?.secretScanning, (found) =>
          judgeList(found, { of: 'secret_scanning', none_of: 'low' }),
        )),
    ...(dependencies === undefined
      ? []
      : judgeRead('dependencies', all?.dependencies, (found) =>
          judgeList(found, { of: 'dependencies', none_of: dependencies.none_of }),
        )),
  ];
}

const judgeList = (list: OpenAlerts, demand: Demand): readonly Finding[] => [judgeOpen([list], demand)];

function judgeRead<Found>(
  of: keyof AlertsSettings,
  found: Known<Found> | undefined,
  judge: (found: Found) => readonly Finding[],
): readonly Finding[] {
  if (found?.known === true) return judge(found.value);
  const why = found?.why ?? { code: 'not-needed', detail: 'nobody looked at them' };
  return [makeFinding('alerts.unread', 'unknown', { of, why: why.code, detail: why.detail })];
}

/** What is open says nothing about a commit that nobody has analyzed. */
function judgeCode(settings: CodeScanning, found: CodeScanningFacts, commit: string): readonly Finding[] {
  const { none_of, tool = null, analyzed = 'commit', categories = null } = settings;
  const demand = { of: 'code_scanning', none_of, tool, analyzed, categories, commit } as const;
  const isAsked = (each: AnalysisFacts | AlertGroup): boolean => tool === null || each.tool === tool;
  const there = found.analyses.filter(isAsked);
  const good = there.filter(({ ofCommit }) => analyzed === 'any' || ofCommit !== null);
  const missing = (categories ?? []).filter((wanted) => good.every(({ category }) => category !== wanted));
  if (good.length === 0 || missing.length > 0) {
    const newest = there.length === 0 ? null : Math.max(...there.map(({ newest: at }) => at));
    return [makeFinding('alerts.not-analyzed', 'pending', { ...demand, missing, newest })];
  }
  const at = Math.min(...good.map(({ newest, ofCommit }) => (analyzed === 'any' ? newest : (ofCommit ?? newest))));
  const lists = analyzed === 'commit' ? [found, found.closedSince] : [found];
  return [
    judgeOpen(
      lists.map(({ groups, isAll }) => ({ groups: groups.filter(isAsked), isAll })),
      { ...demand, at },
    ),
  ];
}

type Demand = Finding['data'] & { readonly of: keyof AlertsSettings; readonly none_of: Severity };

/** Among those that were not read may be one that counts. */
function judgeOpen(lists: readonly OpenAlerts[], demand: Demand): Finding {
  const counted = severities.slice(0, severities.indexOf(demand.none_of) + 1);
  const groups = lists.flatMap((list) => list.groups).filter(({ severity }) => counted.includes(severity));
  const count = sum(groups);
  const isAll = lists.every((list) => list.isAll);
  if (count === 0) return makeFinding(isAll ? 'alerts.none' : 'alerts.too-many', isAll ? 'met' : 'unknown', demand);
  const rows = counted.flatMap((severity) => {
    const of = groups.filter((group) => group.severity === severity);
    return of.length === 0
      ? []
      : [{ severity, count: sum(of), numbers: of.flatMap(({ numbers }) => numbers).slice(0, SHOWN_LIMIT) }];
  });
  return makeFinding('alerts.open', 'unmet', { ...demand, count, isAll, rows });
}

const sum = (groups: readonly AlertGroup[]): number => groups.reduce((all, { count }) => all + count, 0);
