import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import { entryId, parseEntry, sealEntry } from '../../src/ledger/entry.ts';
import { type HeaderDefaults, placeRequest, readRequest } from '../../src/ledger/request.ts';
import { checkSchema } from './sample.ts';

const defaults: HeaderDefaults = {
  observed: '2026-11-21T12:00:00.000Z',
  actor: { id: 0, type: 'system' },
  source: 'program',
  deliveries: [],
  installation: null,
  repository: null,
};
const subject = [{ uri: 'https://forge.example/acme/shop/commit/1', digest: { gitCommit: 'a'.repeat(40) } }];
const request = {
  predicateType: 'urn:countersign:event:v1',
  subject,
  predicate: { countersign_event: { event: 'build', result: 'passed' } },
};

test('a request becomes an entry of the ledger, by its schema', () => {
  const read = readRequest(
    { ...request, predicate: { ...request.predicate, countersign: { source: 'sweep' } } },
    defaults,
  );
  expect(read).toMatchObject({ kind: 'event', n: null });
  const { bytes } = sealEntry(placeRequest(read, 'host/acme/shop', 3), '2026-11-21T12:00:01.000Z');
  const entry = parseEntry(bytes);
  expect(entry).toMatchObject({ kind: 'event', n: 3, time: '2026-11-21T12:00:01.000Z' });
  expect(entry.id).toBe(entryId({ origin: 'host/acme/shop', kind: 'event', subject, n: 3 }));
  expect(checkSchema('event', 1, entry.statement)).toEqual([]);
  expect(entry.statement).toMatchObject({ predicate: { countersign: { source: 'sweep', actor: { id: 0 } } } });
});

describe('what is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['a list', [], /not an object/],
    ['nothing', null, /not an object/],
    ['another statement', { ...request, _type: 'https://in-toto.io/Statement/v0.1' }, /_type/],
    ['an unknown kind', { ...request, predicateType: 'urn:x' }, /predicateType/],
    ['a missing kind', { subject }, /predicateType/],
    ['a genesis', { ...request, predicateType: 'urn:countersign:ledger:v1' }, /about the ledger itself/],
    ['a predicate that is a text', { ...request, predicate: 'x' }, /predicate is not/],
    ['a header that is a list', { ...request, predicate: { countersign: [] } }, /countersign is not/],
    ['an id of its own', { ...request, predicate: { countersign: { id: 'x' } } }, /countersign\.id is given/],
    ['a time of its own', { ...request, predicate: { countersign: { time: 'x' } } }, /countersign\.time is given/],
    ['number 0', { ...request, predicate: { countersign: { n: 0 } } }, /n is a number from 1/],
    ['number 1.5', { ...request, predicate: { countersign: { n: 1.5 } } }, /n is a number from 1/],
  ])('%s', (_, value, message) => {
    const read = (): unknown => readRequest(value, defaults);
    expect(read).toThrow(Fault);
    expect(read).toThrow(message);
  });
});
