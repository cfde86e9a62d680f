import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../src/policy/evaluate.ts';
import { explain } from '../../src/policy/explain.ts';
import { type AlertFacts, type Facts, known, unknown } from '../../src/policy/facts.ts';
import { judgeNode } from '../../src/policy/judge.ts';
import type { Layer } from '../../src/policy/layer.ts';
import { type Needs, needsOf } from '../../src/policy/needs.ts';
import { negate } from '../../src/policy/truth.ts';
import { choices, forget, knownFacts, node, policy } from './arbitraries.ts';
import { deploymentOf, ran } from './deployment-scenery.ts';
import { commit, file, layerOf, makeFacts, now, parse, people, policyOf, review, signedBy } from './scenery.ts';

const runs = { numRuns: 1_500 };
const judge = (layers: readonly Layer[], facts: Facts) => evaluate({ layers, facts, at: now });

test('learning a fact never reverses a decided answer', () => {
  fc.assert(
    fc.property(policy, knownFacts, choices, (given, facts, isForgotten) => {
      const before = judge([layerOf(given)], forget(facts, isForgotten)).result;
      if (before === 'allow' || before === 'deny') expect(judge([layerOf(given)], facts).result).toBe(before);
    }),
    runs,
  );
});

test('nor that of a single condition, through any combination', () => {
  fc.assert(
    fc.property(node, knownFacts, choices, (given, facts, isForgotten) => {
      const judged = { policy: policyOf('{ base: main }'), at: now };
      const before = judgeNode(given, { ...judged, facts: forget(facts, isForgotten) }).truth;
      if (before === 'met' || before === 'unmet') expect(judgeNode(given, { ...judged, facts }).truth).toBe(before);
    }),
    runs,
  );
});

test('De Morgan, on real conditions', () => {
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 3 }), knownFacts, choices, (parts, facts, isForgotten) => {
      const judged = { policy: policyOf('{ base: main }'), at: now, facts: forget(facts, isForgotten) };
      const opposites = parts.map((part) => ({ op: 'not', part }) as const);
      const neither = judgeNode({ op: 'all', parts: opposites }, judged).truth;
      expect(negate(judgeNode({ op: 'any', parts }, judged).truth)).toBe(neither);
    }),
    { numRuns: 500 },
  );
});

test('no repository weakens the floor: what the floor does not allow is not allowed', () => {
  const severity = { allow: 0, pending: 1, unknown: 2, deny: 3 } as const;
  fc.assert(
    fc.property(policy, policy, knownFacts, choices, (floor, repository, facts, isForgotten) => {
      const given = forget(facts, isForgotten);
      const alone = judge([layerOf(floor, 'floor')], given).result;
      const both = judge([layerOf(floor, 'floor'), layerOf(repository)], given).result;
      expect(severity[both]).toBeGreaterThanOrEqual(severity[alone]);
    }),
    runs,
  );
});

test('a rule more never makes a policy without "otherwise: deny" more lenient', () => {
  const severity = { allow: 0, pending: 1, unknown: 2, deny: 3 } as const;
  fc.assert(
    fc.property(policy, policy, knownFacts, (one, other, facts) => {
      const open = { ...one, otherwise: 'allow' } as const;
      const fewer = judge([layerOf(open)], facts).result;
      const more = judge([layerOf({ ...open, rules: [...one.rules, ...other.rules] })], facts).result;
      expect(severity[more]).toBeGreaterThanOrEqual(severity[fewer]);
    }),
    { numRuns: 500 },
  );
});

/** Without what was not asked for inside of the runs. */
function lookInto(workflows: Facts['workflows'], paths: readonly string[]): Facts['workflows'] {
  if (!workflows.known) return workflows;
  return known(
    workflows.value.map(({ attempt, ...run }) =>
      attempt !== undefined && run.path !== null && paths.includes(run.path) ? { ...run, attempt } : run,
    ),
  );
}

function withoutArtifacts({ deployment }: Facts): Pick<Facts, 'deployment'> {
  if (deployment === undefined) return {};
  return { deployment: { ...deployment, artifacts: unknown('not-needed', 'no rule asked for it') } };
}

function keepAlerts(alerts: AlertFacts, needs: Needs): AlertFacts {
  const notNeeded = unknown('not-needed', 'no rule asked for it');
  return {
    codeScanning: needs.codeScanning ? alerts.codeScanning : notNeeded,
    secretScanning: needs.secretScanning ? alerts.secretScanning : notNeeded,
    dependencies: needs.dependencyAlerts ? alerts.dependencies : notNeeded,
  };
}

test('facts that a policy does not need do not change its verdict', () => {
  fc.assert(
    fc.property(policy, knownFacts, (given, facts) => {
      const needs = needsOf(given);
      const notNeeded = unknown('not-needed', 'no rule asked for it');
      const less: Facts = {
        ...facts,
        commits: needs.commits ? facts.commits : notNeeded,
        files: needs.files ? facts.files : notNeeded,
        reviews: needs.reviews ? facts.reviews : notNeeded,
        pushers: needs.pushers ? facts.pushers : notNeeded,
        labels: needs.labels ? facts.labels : notNeeded,
        checks: needs.checks ? facts.checks : notNeeded,
        ...(needs.artifacts ? {} : withoutArtifacts(facts)),
        workflows: needs.workflows ? lookInto(facts.workflows, needs.attempts) : notNeeded,
        properties: needs.properties ? facts.properties : notNeeded,
        ...(facts.alerts === undefined ? {} : { alerts: keepAlerts(facts.alerts, needs) }),
        directory: {
          users: Object.fromEntries(
            Object.entries(facts.directory.users).filter(([name]) => needs.users.includes(name)),
          ),
          teams: Object.fromEntries(
            Object.entries(facts.directory.teams).filter(([name]) => needs.teams.includes(name)),
          ),
        },
      };
      const stripped =
        needs.signatures || !less.commits.known
          ? less
          : {
              ...less,
              commits: {
                known: true as const,
                value: less.commits.value.map((each) => ({ ...each, signature: notNeeded })),
              },
            };
      expect(judge([layerOf(given)], stripped)).toEqual(judge([layerOf(given)], facts));
    }),
    { numRuns: 500 },
  );
});

test('every verdict can be explained: a short title without control characters, a row a rule, details for what is open', () => {
  fc.assert(
    fc.property(policy, policy, knownFacts, choices, (floor, repository, facts, isForgotten) => {
      const given = forget(facts, isForgotten);
      const layers = [layerOf(floor, 'floor'), layerOf(repository)];
      const verdict = judge(layers, given);
      const told = explain({ verdict, facts: given, layers });
      expect(told.title.length).toBeLessThanOrEqual(70);
      expect(told.title).toMatch(/^(Blocked: |Waiting for |Allowed: |Only observing: |No policy)[^\p{Cc}]+$/u);
      expect(told.rows).toHaveLength(floor.rules.length + repository.rules.length);
      expect(told.rows.every(({ result }) => result.length > 0)).toBe(true);
      expect(told.details.length).toBe(
        verdict.layers.flatMap(({ rules }) => rules).filter(({ state }) => state !== 'met' && state !== 'skipped')
          .length,
      );
      expect(told.details.every(({ looked, required }) => looked.length > 0 && required.length > 0)).toBe(true);
      expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    }),
    { numRuns: 1_000 },
  );
});

test('judging twice gives the same bytes', () => {
  fc.assert(
    fc.property(policy, knownFacts, (given, facts) => {
      expect(JSON.stringify(judge([layerOf(given)], facts))).toBe(JSON.stringify(judge([layerOf(given)], facts)));
    }),
    { numRuns: 200 },
  );
});

test('whatever outsiders write, a verdict and an explanation come', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom('\ud800', '\udc00-1', 'SHOP-\ud83d', '\u0000', '\u202e', '__proto__', 'constructor'),
  );
  const strictly = [
    "{ labels: { none: [x], any: ['\\u0000'] } }",
    "{ head: '**' }",
    "{ title: { matches: '^.$', not_matches: [a, b] } }",
    "{ body: { matches: ['(?s)^.$'] } }",
    '{ checks: { passed: [x, constructor], from: x } }',
    "{ workflows: { passed: ['.github/workflows/x.yml'] } }",
    "{ workflows: { passed: ['.github/workflows/y.yml'], attempts: 1, jobs: [x], runners: { group: x, labels: [x] } } }",
    '{ repository: { name: x, property: { constructor: x, tier: x } } }',
    '{ contributors: { in: [maintainers] } }',
    "{ environment: x, landed_on: ['**'], deployed: { to: x, for: 1h }, rollback: true }",
    '{ source: reviewed, deployer: { in: [maintainers] } }',
    '{ fork: false, draft: true, commits: { linear: true }, lines: { total: { max: 0 } } }',
  ].join(', ');
  const everything = parse(
    `version: 1\n${people}\nrules: [{ name: a, require: { all: [{ ticket: { from: jira } }, { ticket: { from: jira, in: title } }, { message: { matches: '^.$', not_matches: '(?i)x', part: whole } }, { changed: { none: ['**/*.{ts,[!a]}'] } }, { base: ['*', '**'] }, { signed: true }, { approved: {} }, ${strictly}] } }]`,
  );
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 8, maxLength: 8 }),
      ([message = '', path = '', old = '', title = '', base = '', name = '', reason = '', login = '']) => {
        const who = { id: 77, login, type: 'user' } as const;
        const facts = makeFacts({
          change: { title, base, author: who, body: message, headName: path, fork: { owner: who } },
          commits: known([
            commit(10, {
              message,
              committer: { person: who, name, email: name },
              signature: known(signedBy(who, { state: 'invalid', reason })),
            }),
          ]),
          files: known([file(path, { previousPath: old })]),
          reviews: known([review(who)]),
          labels: known([name, title]),
          checks: known([{ source: 'check_run', name, app: { id: 1, slug: login }, state: 'failure' }]),
          workflows: known([
            { path, name, event: reason, run: 1, state: 'pending' },
            {
              path: '.github/workflows/y.yml',
              name,
              event: reason,
              run: 2,
              state: 'success',
              attempt: known({
                number: 2,
                jobs: [{ name, state: 'success', runner: { labels: [path], group: title, host: null } }],
              }),
            },
          ]),
          properties: known({ tier: [title, name], [name]: title }),
          pushers: known([who]),
          deployment: deploymentOf({
            environment: name,
            deployer: who,
            landedOn: known([base]),
            source: unknown('unavailable', reason),
            ran: known([ran(name, now)]),
          }),
        });
        const layers = [layerOf(everything)];
        const verdict = judge(layers, facts);
        expect(explain({ verdict, facts, layers }).title).toMatch(/^Blocked: [^\p{Cc}\p{Cf}]+$/u);
      },
    ),
    { numRuns: 500 },
  );
});
