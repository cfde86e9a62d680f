import { describe, expect, test } from '@jest/globals';
import { headerAt } from '../../../src/cli/append/local-genesis.ts';
import { readRequests } from '../../../src/cli/append/read-requests.ts';

const terms = { origin: 'host/acme/shop', defaults: headerAt('2026-11-21T12:00:00.000Z') };

function line(header: Readonly<Record<string, unknown>> = {}, event: unknown = { event: 'build' }): string {
  const subject = [{ name: 'a', digest: { sha256: 'a'.repeat(64) } }];
  const predicate = { countersign_event: event, countersign: header };
  return JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject, predicate });
}

test('each line becomes a request with the number of its line', () => {
  const lines = [
    { number: 3, text: line() },
    { number: 7, text: line({ n: 2 }) },
  ];
  expect(readRequests(lines, terms)).toMatchObject([
    { number: 3, request: { kind: 'event', n: null, line: 'event a' } },
    { number: 7, request: { kind: 'event', n: 2 } },
  ]);
});

describe('what is refused names its line and place', () => {
  test.each<[string, string, RegExp, number]>([
    ['no JSON', '{"a" 1}', /not JSON/, 6],
    ['another schema', line({}, { event: 'lunch' }), /does not fit the schema event\/1: .*event/, 1],
    ['a field of nobody', line({ mood: 'good' }), /mood/, 1],
    ['a line break in a text', line({}, { event: 'build', code: 'a\nb' }), /control character/, 1],
  ])('%s', (_, text, message, column) => {
    let thrown: unknown = null;
    try {
      readRequests([{ number: 2, text }], terms);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ message: expect.stringMatching(message), position: { line: 2, column } });
  });
});
