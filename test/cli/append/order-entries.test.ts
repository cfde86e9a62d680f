import { describe, expect, test } from '@jest/globals';
import { headerAt } from '../../../src/cli/append/local-genesis.ts';
import { type Ordering, orderEntries, readRequests } from '../../../src/cli/append/order-entries.ts';
import { SubjectCounts } from '../../../src/cli/append/subject-counts.ts';
import type { Entry } from '../../../src/ledger/entry.ts';

const time = '2026-11-21T12:00:00.000Z';

function line(
  subject: string,
  header: Readonly<Record<string, unknown>> = {},
  event: unknown = { event: 'build' },
): string {
  const digest = { sha256: 'a'.repeat(64) };
  const predicate = { countersign_event: event, countersign: header };
  return JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject: [{ name: subject, digest }], predicate });
}

function order(texts: readonly string[], counts = new SubjectCounts()): readonly (Entry | null)[] {
  const ordering: Ordering = { origin: 'host/acme/shop', time, counts };
  const lines = texts.map((text, at) => ({ number: at + 1, text }));
  return orderEntries(readRequests(lines, headerAt(time)), ordering);
}

test('each subject has its own numbers, which go on after what the ledger holds', () => {
  const counts = new SubjectCounts();
  expect(order([line('a'), line('b'), line('a')], counts).map((entry) => entry?.n)).toEqual([1, 1, 2]);
  expect(order([line('a'), line('c')], counts).map((entry) => entry?.n)).toEqual([3, 1]);
});

test('a number that is there already is not given twice', () => {
  const counts = new SubjectCounts();
  const lines = [line('a', { n: 1 }), line('a', { n: 2 })];
  expect(order(lines, counts).map((entry) => entry?.n)).toEqual([1, 2]);
  expect(order([...lines, line('a', { n: 3 })], counts).map((entry) => entry?.n)).toEqual([undefined, undefined, 3]);
});

describe('what is refused names its line and place', () => {
  test.each<[string, string, RegExp, number]>([
    ['no JSON', '{"a" 1}', /not JSON/, 6],
    ['a number too far', line('a', { n: 2 }), /its n is 2, but its subject has 0 entries/, 1],
    ['another schema', line('a', {}, { event: 'lunch' }), /does not fit the schema event\/1: .*event/, 1],
    ['a field of nobody', line('a', { mood: 'good' }), /mood/, 1],
    ['a line break in a text', line('a', {}, { event: 'build', code: 'a\nb' }), /control character/, 1],
    ['an entry that is too long', line('x'.repeat(4_000)), /4\d+ bytes/, 1],
  ])('%s', (_, text, message, column) => {
    let thrown: unknown = null;
    try {
      order([line('ok'), text]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ message: expect.stringMatching(message), position: { line: 2, column } });
  });
});
