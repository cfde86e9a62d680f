import { expect, test } from '@jest/globals';
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

test.each([
  { event: 'lunch' },
  { result: 'fine' },
  { environment: 'a b' },
  { change: 0 },
  { tickets: [] },
  { run: { attempt: 1 } },
  { title: 'what somebody wrote' },
])('%j has no place in it', (event) => {
  expect(problems(event)).not.toEqual([]);
});
