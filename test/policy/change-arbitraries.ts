import fc from 'fast-check';
import type {
  AlertFacts,
  CheckFacts,
  CheckState,
  Facts,
  JobFacts,
  Known,
  WorkflowFacts,
} from '../../src/policy/facts.ts';
import { known } from '../../src/policy/facts.ts';
import { eli, now } from './scenery.ts';

/** Random facts about the change as a whole, its repository, and what machines said of it. */
const state = fc.constantFrom<CheckState>(
  'success',
  'success',
  'pending',
  'failure',
  'skipped',
  'neutral',
  'cancelled',
);

const check: fc.Arbitrary<CheckFacts> = fc
  .record({
    name: fc.constantFrom('build', 'test'),
    app: fc.constantFrom({ id: 15_368, slug: 'github-actions' }, { id: 7, slug: 'other-ci' }, null),
    state,
  })
  .map((given) => ({ ...given, source: given.app === null ? 'status' : 'check_run' }));

const job: fc.Arbitrary<JobFacts> = fc.record({
  name: fc.constantFrom('test', 'lint'),
  state,
  runner: fc.option(
    fc.record({
      labels: fc.constantFrom(['ubuntu-latest'], ['self-hosted', 'linux']),
      group: fc.constantFrom('GitHub Actions', 'Default', null),
      host: fc.constantFrom('hosted', 'self-hosted', null),
    }),
    { nil: null },
  ),
});

const workflow: fc.Arbitrary<WorkflowFacts> = fc.record({
  path: fc.constantFrom('.github/workflows/ci.yml', '.github/workflows/lint.yml', null),
  name: fc.constant('CI'),
  event: fc.constantFrom('pull_request', 'push'),
  run: fc.nat(5),
  state,
  attempt: fc.record({ number: fc.integer({ min: 1, max: 3 }), jobs: fc.array(job, { maxLength: 2 }) }).map(known),
});

const property = fc.option(fc.constantFrom('gold', 'bronze', ['gold', 'web']), { nil: null });

const alert = fc.record({
  tool: fc.constantFrom('CodeQL', 'Trivy'),
  severity: fc.constantFrom('critical', 'high', 'low'),
  count: fc.constant(1),
  numbers: fc.constant([1]),
});

const opened = fc.record({ groups: fc.array(alert, { maxLength: 2 }), isAll: fc.boolean() });

const analyzed = fc.record({
  tool: fc.constantFrom('CodeQL', 'Trivy'),
  category: fc.constantFrom('', '/language:go'),
  newest: fc.constant(now),
  ofCommit: fc.constantFrom(now, null),
});

const codeScanning = fc
  .record({ open: opened, analyses: fc.array(analyzed, { maxLength: 2 }), closedSince: opened })
  .map(({ open, ...others }) => ({ ...open, ...others }));

export const changeParts = fc.record({
  change: fc.record({
    draft: fc.boolean(),
    headName: fc.constantFrom('fix/a', 'release/1'),
    fork: fc.constantFrom(null, { owner: eli }, { owner: null }),
    title: fc.constantFrom('fix: a', 'SHOP-1', ''),
    body: fc.constantFrom('', '## Tests\r\nnone', '- [ ] tested'),
  }),
  repository: fc.record({
    id: fc.constant(1),
    owner: fc.constant('acme'),
    name: fc.constantFrom('shop', 'web'),
    private: fc.boolean(),
  }),
  labels: fc.uniqueArray(fc.constantFrom('fix', 'Feature', 'do-not-merge')).map((all) => known(all)),
  checks: fc.array(check, { maxLength: 3 }).map((all) => known(all)),
  workflows: fc.array(workflow, { maxLength: 3 }).map((all) => known(all)),
  alerts: fc.record({
    codeScanning: codeScanning.map(known),
    secretScanning: opened.map(known),
    dependencies: opened.map(known),
  }),
  properties: fc.record({ tier: property }, { requiredKeys: [] }).map((all) => known(all)),
});

/** The parts of `facts` that are generated here, each hidden or not. */
export function forgetChangeParts(facts: Facts, hide: <T>(fact: Known<T>) => Known<T>) {
  return {
    labels: hide(facts.labels),
    checks: hide(facts.checks),
    workflows: hide(
      facts.workflows.known
        ? known(
            facts.workflows.value.map(({ attempt, ...run }) =>
              attempt === undefined ? run : { ...run, attempt: hide(attempt) },
            ),
          )
        : facts.workflows,
    ),
    properties: hide(facts.properties),
    ...(facts.alerts === undefined ? {} : { alerts: forgetAlerts(facts.alerts, hide) }),
  };
}

function forgetAlerts(
  { codeScanning: code, secretScanning, dependencies }: AlertFacts,
  hide: <T>(fact: Known<T>) => Known<T>,
): AlertFacts {
  return { codeScanning: hide(code), secretScanning: hide(secretScanning), dependencies: hide(dependencies) };
}

export const changeLeaves = [
  '{ labels: { any: [fix, feature] } }',
  '{ labels: { all: [fix], none: [do-not-merge] } }',
  '{ draft: false }',
  '{ fork: true }',
  '{ head: ["release/*"] }',
  '{ title: { matches: "^fix" } }',
  '{ body: { matches: ["(?m)^## Tests$"], not_matches: "\\\\[ \\\\]" } }',
  '{ repository: { name: "sh*", private: true } }',
  '{ repository: { property: { tier: [gold, silver] } } }',
  '{ repository: { property: { tier: null } } }',
  '{ alerts: { code_scanning: { none_of: high } } }',
  '{ alerts: { code_scanning: { none_of: low, tool: Trivy, analyzed: any, categories: [/language:go] } } }',
  '{ alerts: { secret_scanning: none, dependencies: { none_of: critical } } }',
  '{ lines: { total: { max: 3 } } }',
  '{ lines: { added: { min: 1 }, ignore: ["docs/**"] } }',
  '{ commits: { count: { max: 1 }, merges: from_base } }',
  '{ commits: { linear: true } }',
  '{ contributors: { in: [maintainers] } }',
  '{ contributors: { not_in: [release-managers], who: [author, coauthors] } }',
  '{ contributors: { in: [maintainers], who: [committers] } }',
  '{ checks: { passed: [build] } }',
  '{ checks: { passed: [build, test], from: github-actions, skipped_is: success } }',
  '{ workflows: { passed: [.github/workflows/ci.yml] } }',
  '{ workflows: { passed: [.github/workflows/lint.yml], event: [push], neutral_is: success } }',
  '{ workflows: { passed: [.github/workflows/ci.yml], attempts: 2, jobs: [test] } }',
  '{ workflows: { passed: [.github/workflows/ci.yml], file: head, runners: hosted } }',
] as const;
