import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listFiles } from '../../scripts/house/source-file.ts';
import { checkWorkflow } from '../../scripts/house/workflows.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { readText, root } from './project.ts';

const workflows = listFiles(root, '.github/workflows');

test('there is a workflow, and it runs what everybody can run', () => {
  expect(workflows.length).toBeGreaterThan(0);
  expect(readText('.github/workflows/ci.yml')).toContain('run: .ci/run');
});

test.each(workflows)('%s runs pinned code with a token that reads', (path) =>
  expect(checkWorkflow(path, readText(path))).toEqual([]),
);

test('we live under a policy of our own, and it is valid', () => {
  expect(parsePolicy(readText('.github/countersign.yml'))).toHaveProperty('policy.version', 1);
});

test.each(listFiles(root, '.github').filter((path) => path.endsWith('.yml')))('%s is YAML', (path) =>
  expect(parse(readText(path))).toBeInstanceOf(Object),
);

const good = `on: [push]
permissions:
  contents: read
jobs:
  test:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - run: npm test
`;

test('a good workflow passes', () => expect(checkWorkflow('w.yml', good)).toEqual([]));

test.each([
  ['a tag in place of a commit', good.replace(/@\S+ # v7.0.1/, '@v7'), /not pinned/],
  ['a commit without its version', good.replace(' # v7.0.1', ''), /not pinned/],
  ['a short commit', good.replace('3d3c42e5aac5ba805825da76410c181273ba90b1', '3d3c42e'), /not pinned/],
  ['no permissions', good.replace(/permissions:\n.*\n/, ''), /permissions have to be/],
  ['more permissions', good.replace('contents: read', 'contents: write'), /permissions have to be/],
  [
    'permissions of a job',
    good.replace('    timeout', '    permissions: write-all\n    timeout'),
    /permissions of its own/,
  ],
  ['no time limit', good.replace('    timeout-minutes: 5\n', ''), /no time limit/],
  ['a dangerous event', good.replace('[push]', '{ pull_request_target: null }'), /our rights/],
  // The expression is what GitHub would replace; here it is text.
  [
    'a title in a script',
    good.replace('npm test', `echo "\${{ github.event.pull_request.title }}"`),
    /pasted into a script/,
  ],
])('%s is told', (_, text, reason) => expect(checkWorkflow('w.yml', text)).toEqual([expect.stringMatching(reason)]));

describe('a release', () => {
  const release = good
    .replace('[push]', "{ push: { tags: ['v*'] } }")
    .replace('    timeout', '    permissions: { contents: read, id-token: write }\n    timeout')
    .replace('npm test', 'npm publish ./a.tgz');

  test('may publish what another job made', () => expect(checkWorkflow('w.yml', release)).toEqual([]));
  test.each([
    ['pushes that are no tags', release.replace("tags: ['v*']", 'branches: [main]'), /permissions of its own/],
    ['more events', release.replace("['v*'] }", "['v*'] }, pull_request: null"), /permissions of its own/],
    ['every permission', release.replace(/permissions: \{.*\}/, 'permissions: write-all'), /permissions of its own/],
    ['a permission that publishes nothing', release.replace('id-token', 'actions'), /asks for actions: write/],
    ['code of dependencies', release.replace('npm publish', 'npm ci && npm publish'), /runs code of dependencies/],
  ])('with %s is told', (_, text, reason) =>
    expect(checkWorkflow('w.yml', text)).toEqual([expect.stringMatching(reason)]),
  );
});
