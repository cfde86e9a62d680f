import { expect, test } from '@jest/globals';
import type { Watch } from '../../src/policy/condition.ts';
import { needsOf, noNeeds, watchesOf } from '../../src/policy/needs.ts';
import { policyOf } from './scenery.ts';

const needs = (require: string, more = '') => needsOf(policyOf(require, more));

test('a policy without approvals never reads reviews', () => {
  expect(needs('{ signed: true, ticket: { from: jira }, message: { matches: x } }')).toEqual({
    ...noNeeds,
    commits: true,
    signatures: true,
  });
});

test('each condition asks for its own facts, at any depth and in when', () => {
  expect(needs('{ base: main }')).toEqual(noNeeds);
  expect(needs('{ ticket: { from: jira, in: title } }')).toEqual(noNeeds);
  expect(needs('{ any: [{ not: { changed: { any: [a] } } }] }')).toEqual({ ...noNeeds, files: true });
  expect(needs('{ base: main }', '    when: { author: { not_in: [release-managers] } }')).toEqual({
    ...noNeeds,
    users: ['octo-lead'],
    teams: ['acme/release'],
  });
});

test('so does what a floor speaks of', () => {
  const scope = 'applies_to: { any: [{ repository: { property: { tier: gold } } }] }';
  expect(needs('{ base: main }', scope)).toEqual({ ...noNeeds, properties: true });
  expect(watchesOf(policyOf('{ base: main }', scope))).toEqual(['base', 'properties']);
});

test('approvals ask for whom they exclude', () => {
  const everybody = { ...noNeeds, reviews: true, commits: true, signatures: true, pushers: true };
  expect(needs('{ approved: {} }')).toEqual(everybody);
  expect(needs('{ approved: { by: [maintainers] } }')).toEqual({ ...everybody, teams: ['acme/maintainers'] });
  expect(needs('{ approved: { not_by: [] } }')).toEqual({ ...noNeeds, reviews: true });
  expect(needs('{ approved: { not_by: [pushers] } }')).toEqual({ ...noNeeds, reviews: true, pushers: true });
  expect(needs('{ approved: { not_by: [author] } }')).toEqual({ ...noNeeds, reviews: true, commits: true });
});

test.each<[string, object, readonly Watch[]]>([
  ['{ labels: { any: [a] } }', { labels: true }, ['labels']],
  ['{ draft: false }', {}, ['draft']],
  ['{ fork: false }', {}, []],
  ['{ head: a }', {}, []],
  ['{ title: { matches: a } }', {}, ['title']],
  ['{ body: { matches: a } }', {}, ['body']],
  ['{ lines: { total: { max: 1 } } }', { files: true }, ['base', 'commits']],
  ['{ commits: { linear: true } }', { commits: true }, ['base', 'commits']],
  ['{ checks: { passed: [a] } }', { checks: true }, ['checks', 'commits']],
  ["{ workflows: { passed: ['.github/workflows/a.yml'] } }", { workflows: true }, ['checks', 'commits']],
  [
    "{ workflows: { passed: ['.github/workflows/a.yml'], attempts: 2 } }",
    { workflows: true, attempts: ['.github/workflows/a.yml'] },
    ['checks', 'commits'],
  ],
  ['{ repository: { name: a } }', {}, ['properties']],
  ['{ repository: { property: { a: b } } }', { properties: true }, ['properties']],
  ['{ environment: production }', {}, []],
  ['{ source: reviewed }', {}, ['deployments']],
  ['{ landed_on: main }', {}, ['deployments']],
  ['{ deployed: { to: staging } }', {}, ['deployments']],
  ['{ rollback: true }', {}, ['deployments']],
  ['{ provenance: {} }', { artifacts: true }, ['deployments']],
  ['{ sbom: {} }', { artifacts: true }, ['deployments']],
  ['{ alerts: { code_scanning: { none_of: high } } }', { codeScanning: true }, ['alerts', 'checks', 'commits']],
  [
    '{ alerts: { secret_scanning: none, dependencies: { none_of: low } } }',
    { secretScanning: true, dependencyAlerts: true },
    ['alerts', 'checks', 'commits'],
  ],
  ['{ within: { days: mon } }', {}, []],
  ['{ deployer: { in: [maintainers] } }', { teams: ['acme/maintainers'] }, ['roles']],
  [
    '{ contributors: { in: [maintainers], who: [committers] } }',
    { commits: true, signatures: true, teams: ['acme/maintainers'] },
    ['base', 'commits', 'roles'],
  ],
])('%s', (requirement, needed, watched) => {
  expect(needs(requirement)).toEqual({ ...noNeeds, ...needed });
  expect(watchesOf(policyOf(requirement))).toEqual(watched);
});

test('what can change the answer', () => {
  expect(watchesOf(policyOf('{ signed: true }'))).toEqual(['commits']);
  expect(watchesOf(policyOf('{ base: main, approved: {} }'))).toEqual(['base', 'commits', 'reviews', 'roles']);
});
