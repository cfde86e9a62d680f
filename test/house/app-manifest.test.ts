import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkAppManifest, readRequests } from '../../scripts/house/app-manifest.ts';
import { listFiles } from '../../scripts/house/source-file.ts';
import { knownEvents } from '../../src/github/events.ts';
import { readText, root, source } from './project.ts';

const manifest = readText('app.yml');

describe('the app.yml of this project', () => {
  const docs = listFiles(root, 'docs').filter((path) => path.endsWith('.md'));
  const sources = new Map([
    ...source.map(({ path, text }) => [path, text] as const),
    ...docs.map((path) => [path, readText(path)] as const),
  ]);

  test('asks for what the source needs, and for nothing else', () => {
    expect(checkAppManifest({ text: manifest, handled: knownEvents, sources })).toEqual([]);
  });
  test('is private, and has what GitHub shows', () => {
    expect(parse(manifest)).toMatchObject({
      name: 'countersign',
      public: false,
      url: expect.stringMatching(/^https:/),
      description: expect.any(String),
    });
  });
  test('asks for the permission that each event is tied to', () => {
    const { default_permissions: permissions, default_events: events } = parse(manifest) as {
      default_permissions: Record<string, string>;
      default_events: readonly string[];
    };
    expect(
      events.filter(
        (event) => !(PERMISSION_OF_EVENT[event] !== undefined && PERMISSION_OF_EVENT[event] in permissions),
      ),
    ).toEqual([]);
  });
});

/** GitHub's documentation of each event; the check events are sent for every app that can write checks. */
const PERMISSION_OF_EVENT: Readonly<Record<string, string>> = {
  check_run: 'checks',
  check_suite: 'checks',
  code_scanning_alert: 'security_events',
  custom_property_values: 'organization_custom_properties',
  dependabot_alert: 'vulnerability_alerts',
  deployment_protection_rule: 'deployments',
  deployment_review: 'deployments',
  deployment_status: 'deployments',
  issue_comment: 'issues',
  member: 'members',
  membership: 'members',
  merge_group: 'merge_queues',
  organization: 'members',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  push: 'contents',
  repository: 'metadata',
  secret_scanning_alert: 'secret_scanning_alerts',
  status: 'statuses',
  team: 'members',
  workflow_run: 'actions',
};

const good = `name: sample
public: false
default_permissions:
  checks: write # src/github/check-run.ts "check-runs": the answer
default_events:
  - push # src/github/events.ts "push": who pushed
`;
const sources = new Map([
  ['src/github/check-run.ts', "'/repos/{owner}/{repo}/check-runs'"],
  ['src/github/events.ts', "case 'push':"],
]);
const check = (text: string, handled: readonly string[] = ['push', 'installation']) =>
  checkAppManifest({ text, handled, sources });

test('requests are read with their reasons', () => {
  expect(readRequests(good)).toEqual([
    {
      kind: 'permission',
      name: 'checks',
      level: 'write',
      file: 'src/github/check-run.ts',
      words: 'check-runs',
      reason: 'the answer',
    },
    { kind: 'event', name: 'push', level: null, file: 'src/github/events.ts', words: 'push', reason: 'who pushed' },
  ]);
  expect((parse(good) as { default_events: unknown }).default_events).toEqual(['push']);
});

describe('a manifest', () => {
  test('passes when every request is needed', () => expect(check(good)).toEqual([]));
  test.each([
    [
      'a request without a reason',
      good.replace(/ # src\/github\/check-run.*/, ''),
      ['push'],
      /permission checks has no reason/,
    ],
    ['a reason without words', good.replace('"push": ', ''), ['push'], /event push has no reason/],
    [
      'a file that does not exist',
      good.replace('check-run.ts', 'status.ts'),
      ['push'],
      /there is no src\/github\/status\.ts/,
    ],
    [
      'words that the file does not contain',
      good.replace('"check-runs"', '"check-suites"'),
      ['push'],
      /does not contain check-suites/,
    ],
    ['an event that nothing handles', good, [], /push is asked for, and nothing handles it/],
    ['an event that is handled and not asked for', good, ['push', 'team'], /team is handled, and not asked for/],
    [
      'a request in a form that carries no reason',
      `${good}default_permissions_more: {}\n`.replace('  - push #', '  -   push #'),
      ['push'],
      /push does not stand on a line/,
    ],
  ] as const)('fails for %s', (_, text, handled, reason) =>
    expect(check(text, handled)).toEqual([expect.stringMatching(reason)]),
  );

  test('fails when it asks for what is always sent', () => {
    const text = `${good}  - installation # src/github/events.ts "push": x\n`;
    expect(check(text)).toEqual(['event installation is always sent and cannot be asked for']);
  });
});
