import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault, isFault } from '../../src/base/fault.ts';
import { entryId, parseEntry, sealEntry } from '../../src/ledger/entry.ts';
import { STATEMENT_TYPE } from '../../src/ledger/kind.ts';
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

const terms = { origin: 'host/acme/shop', defaults };
const time = '2026-11-21T12:00:01.000Z';

test('a request becomes an entry of the ledger, by its schema', () => {
  const read = readRequest(
    { ...request, predicate: { ...request.predicate, countersign: { source: 'sweep' } } },
    terms,
  );
  expect(read.request).toMatchObject({ kind: 'event', n: null });
  expect(checkSchema('event', 1, read.statement)).toEqual([]);
  const entry = parseEntry(placeRequest(read.request, { origin: terms.origin, n: 3, time }).bytes);
  expect(entry).toMatchObject({ kind: 'event', n: 3, time });
  expect(entry.id).toBe(entryId({ origin: 'host/acme/shop', kind: 'event', subject, n: 3 }));
  expect(checkSchema('event', 1, entry.statement)).toEqual([]);
  expect(entry.statement).toMatchObject({ predicate: { countersign: { source: 'sweep', actor: { id: 0 } } } });
});

test('whatever stands in it, its bytes are those that sealing it gives', () => {
  const word = fc.oneof(fc.constantFrom('?', '??', '"?"', '\\"?', '\u00e9'), fc.string());
  const value = fc.dictionary(word, fc.oneof(word, fc.integer(), fc.array(word)), { maxKeys: 4 });
  fc.assert(
    fc.property(value, word, (extra, name) => {
      const asked = { ...request, subject: [{ name }], predicate: { countersign_event: extra } };
      let read: ReturnType<typeof readRequest>;
      try {
        read = readRequest(asked, terms);
      } catch (error) {
        expect(isFault(error, 'ledger.entry')).toBe(true); // a text that no entry may hold
        return;
      }
      const { bytes } = placeRequest(read.request, { origin: terms.origin, n: 7, time });
      const id = entryId({ origin: terms.origin, kind: 'event', subject: asked.subject, n: 7 });
      const header = { ...defaults, id, kind: 'event', n: 7 };
      const predicate = { countersign_event: extra, countersign: header };
      const sealed = sealEntry({ statement: { ...asked, _type: STATEMENT_TYPE, predicate } }, time);
      expect(Buffer.from(bytes).toString()).toBe(Buffer.from(sealed.bytes).toString());
    }),
  );
});

test('what is too long for an entry is refused when it gets its place', () => {
  const { request: long } = readRequest({ ...request, subject: [{ name: 'x'.repeat(4_000) }] }, terms);
  expect(() => placeRequest(long, { origin: terms.origin, n: 1, time })).toThrow(/writers stay below 4000/);
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
    const read = (): unknown => readRequest(value, terms);
    expect(read).toThrow(Fault);
    expect(read).toThrow(message);
  });
});
