import { makePlan } from '../../../src/cli/setup/plan.ts';
import type { SetupReport } from '../../../src/cli/setup/report.ts';
import type { Situation } from '../../../src/cli/setup/situation.ts';
import { type WantedRuleset, wantedRulesets } from '../../../src/cli/setup/wanted.ts';
import type { Ruleset, RulesetRule } from '../../../src/github/rulesets.ts';

export const APP = 12;
export const CONTEXT = 'countersign: main';
export const plain = (type: string): RulesetRule => ({ type, parameters: null });

export const [check, writers, appendOnly] = wantedRulesets(APP, [['main']]) as [
  WantedRuleset,
  WantedRuleset,
  WantedRuleset,
];
export const wanted = [check, writers, appendOnly];

/** A ruleset of ours as it has to be, but for what is given. */
export function standing(of: WantedRuleset, but: Partial<Ruleset> = {}): Ruleset {
  const id = 100 + wanted.indexOf(of);
  return { id, level: 'Repository', source: 'acme/shop', ...of.definition, ...but };
}

/** A ruleset of somebody else. */
export function foreign(id: number, but: Partial<Ruleset> = {}): Ruleset {
  return { ...standing(check), id, name: `theirs ${id}`, ...but };
}

export const requires = (appId: number | null, context = CONTEXT, isExempt = false): RulesetRule => ({
  type: 'required_status_checks',
  parameters: {
    required_status_checks: [appId === null ? { context } : { context, integration_id: appId }],
    strict_required_status_checks_policy: false,
    do_not_enforce_on_create: isExempt,
  },
});

/** Every active ruleset holds on the branches that it names by name. */
export function situation(...rulesets: readonly Ruleset[]): Situation {
  const names = [...new Set(['main', 'countersign/ledger', 'countersign/evidence'])];
  const rulesOn = (branch: string) =>
    rulesets
      .filter(({ enforcement, include }) => enforcement === 'active' && include.includes(`refs/heads/${branch}`))
      .flatMap(({ id, rules }) => rules.map((rule) => ({ ...rule, ruleset: id })));
  return { branches: new Map(names.map((branch) => [branch, rulesOn(branch)])), rulesets };
}

export const all = (): Situation => situation(standing(check), standing(writers), standing(appendOnly));

export function report(state: Situation, but: Partial<SetupReport> = {}): SetupReport {
  return {
    repository: {
      id: 7,
      owner: 'acme',
      name: 'shop',
      defaultBranch: 'main',
      isOfOrganization: true,
      isAdministrator: true,
    },
    app: { id: APP, slug: null },
    items: makePlan(state, wanted, 'main'),
    lacks: [],
    ledger: null,
    done: null,
    host: 'github.com',
    ...but,
  };
}
