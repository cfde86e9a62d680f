import { expect, test } from '@jest/globals';
import { dequeueReasons } from '../../../src/ledger/entries/event.ts';
import { readRequest } from '../../../src/ledger/request.ts';
import { checkSchema, headerOf, timeOf } from '../sample.ts';

function problems(event: Readonly<Record<string, unknown>>): readonly string[] {
  const { n: _, ...defaults } = headerOf(1);
  const subject = [{ name: 'shop-1.2.tgz', digest: { sha256: 'a'.repeat(64) } }];
  const predicate = { countersign_event: { event: 'deployment', ...event } };
  const asked = { predicateType: 'urn:countersign:event:v1', subject, predicate };
  return checkSchema('event', 1, readRequest(asked, { origin: 'o', defaults }).statement);
}

test('an event says what happened, where it ran, and which tickets and evidence belong to it', () => {
  expect(problems({})).toEqual([]);
  expect(
    problems({
      result: 'passed',
      code: 'deployment.finished',
      environment: 'production',
      change: 42,
      tickets: ['SHOP-1'],
      run: { uri: 'https://ci.example/run/7', attempt: 2 },
      started: timeOf(0),
      ended: timeOf(1),
      evidence: [{ digest: { sha256: 'b'.repeat(64) } }],
    }),
  ).toEqual([]);
});

const build = { workflow: { path: '.github/workflows/ci.yml' }, trigger: 'push', jobs: [] };

test('a build says what became of its jobs, and a test whose checks have ended', () => {
  const job = { name: 'test (22)', outcome: 'skipped', started: timeOf(0), ended: timeOf(1), runner: 'self-hosted' };
  expect(problems({ event: 'build', build: { ...build, jobs: [job], counts: { skipped: 1 } } })).toEqual([]);
  expect(problems({ event: 'build', build: { ...build, starter: 5, omitted: 3 } })).toEqual([]);
  expect(problems({ event: 'test', suite: { id: 4, app: 5, checks: 0 } })).toEqual([]);
});

test.each([
  { jobs: [{ name: 'a"b', outcome: 'success' }] },
  { jobs: [{ name: 'test', outcome: 'fine' }] },
  { jobs: [{ name: 'test', outcome: 'success', runner: 'mine' }] },
  { jobs: Array.from({ length: 51 }, () => ({ name: 'test', outcome: 'success' })) },
  { workflow: { path: '<b>' } },
  { trigger: 'Push it' },
  { title: 'what somebody wrote' },
])('%j has no place in a build', (fields) => {
  expect(problems({ event: 'build', build: { ...build, ...fields } })).not.toEqual([]);
});

test('settings that changed without anybody saying so are named by their evidence, and by the commit that holds them', () => {
  const evidence = [{ uri: 'urn:countersign:evidence:workflows', digest: { sha256: 'b'.repeat(64) } }];
  expect(problems({ event: 'settings', code: 'workflows.changed', at: 'c'.repeat(40), evidence })).toEqual([]);
  expect(problems({ event: 'settings', at: 'main' })).not.toEqual([]);
});

test('why a pull request left the queue is one word of a closed list', () => {
  const left = { event: 'queue', code: 'queue.dequeued', change: 42 };
  for (const reason of dequeueReasons) expect(problems({ ...left, reason })).toEqual([]);
  expect(problems({ ...left, reason: 'somebody wrote this' })).not.toEqual([]);
});

test.each([
  { event: 'lunch' },
  { result: 'fine' },
  { environment: 'a<b' },
  { change: 0 },
  { tickets: [] },
  { run: { attempt: 1 } },
  { title: 'what somebody wrote' },
])('%j has no place in it', (event) => {
  expect(problems(event)).not.toEqual([]);
});
