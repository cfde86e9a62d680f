import { expect, test } from '@jest/globals';
import { headerAt } from '../../../src/cli/append/local-genesis.ts';
import { type Ordering, orderEntries } from '../../../src/cli/append/order-entries.ts';
import { readRequests } from '../../../src/cli/append/read-requests.ts';
import { SubjectCounts } from '../../../src/cli/append/subject-counts.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';

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

/** The numbers that they get; null: it is there already. */
function order(texts: readonly string[], counts = new SubjectCounts()): readonly (number | null)[] {
  const ordering: Ordering = { origin: 'host/acme/shop', time, counts };
  const lines = texts.map((text, at) => ({ number: at + 1, text }));
  const requests = readRequests(lines, { origin: ordering.origin, defaults: headerAt(time) });
  return orderEntries(requests, ordering).map((entry) => (entry === null ? null : parseEntry(entry.bytes).n));
}

test('each subject has its own numbers, which go on after what the ledger holds', () => {
  const counts = new SubjectCounts();
  expect(order([line('a'), line('b'), line('a')], counts)).toEqual([1, 1, 2]);
  expect(order([line('a'), line('c')], counts)).toEqual([3, 1]);
});

test('a number that is there already is not given twice', () => {
  const counts = new SubjectCounts();
  const lines = [line('a', { n: 1 }), line('a', { n: 2 })];
  expect(order(lines, counts)).toEqual([1, 2]);
  expect(order([...lines, line('a', { n: 3 })], counts)).toEqual([null, null, 3]);
});

test('a number too far, and an entry that is too long, name their line', () => {
  const refused = (text: string): unknown => {
    try {
      return order([line('ok'), text]);
    } catch (error) {
      return error;
    }
  };
  const position = { line: 2, column: 1 };
  const far = expect.stringMatching(/its n is 2, but its subject has 0 entries/) as unknown;
  expect(refused(line('a', { n: 2 }))).toMatchObject({ message: far, position });
  const long = expect.stringMatching(/\d+ bytes; writers stay below/) as unknown;
  expect(refused(line('x', {}, LONG))).toMatchObject({ message: long, position });
});

/** Each field is as long as it may be; together they are too long. */
const LONG = {
  event: 'build',
  run: { uri: `https://ci.example/${'x'.repeat(900)}` },
  tickets: Array.from({ length: 20 }, (_, at) => `${at}`.padEnd(100, 'x')),
  evidence: Array.from({ length: 20 }, () => ({ digest: { sha256: 'b'.repeat(64) } })),
};
