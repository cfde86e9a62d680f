import { describe, expect, test } from '@jest/globals';
import {
  complain,
  type EvidenceAnswer,
  showDocument,
  showEntryDocumentsJson,
  showOneJson,
} from '../../../src/cli/ledger/evidence-answer.ts';
import type { EvidenceShelf } from '../../../src/cli/ledger/evidence-shelf.ts';

const shelf = { source: { ref: 'refs/heads/countersign/evidence', tip: 'c'.repeat(40) } } as unknown as EvidenceShelf;
const digest = 'd'.repeat(64);
const there: EvidenceAnswer = {
  as: 'facts',
  found: { state: 'there', digest, salt: 'c2FsdA==', document: { a: '\u{202e}\u{e0041}\n' } },
  whole: null,
  gone: null,
};
const gone = { state: 'redacted', digest, namedBy: 3, redactedBy: 9, sentence: 'It was erased.' } as const;
const absent: EvidenceAnswer = { as: null, found: { state: 'absent', digest }, whole: null, gone };

test('the document alone, with the escapes of JSON for what a terminal obeys', () => {
  const text = showDocument(there) ?? '';
  expect(text).toBe('{\n  "a": "\\u202e\\udb40\\udc41\\n"\n}\n');
  expect(JSON.parse(text)).toEqual({ a: '\u{202e}\u{e0041}\n' });
  expect(showDocument(absent)).toBeNull();
  expect(showDocument({ ...there, whole: { document: 'all', missing: [] } })).toBe('"all"\n');
});

describe('as JSON', () => {
  test('one', () => {
    expect(JSON.parse(showOneJson(absent, shelf))).toEqual({
      version: 1,
      ref: shelf.source.ref,
      commit: shelf.source.tip,
      digest,
      state: 'redacted',
      salt: null,
      document: null,
      missing: [],
      namedBy: 3,
      redactedBy: 9,
    });
  });

  test('those of an entry', () => {
    expect(JSON.parse(showEntryDocumentsJson(7, [there], shelf))).toMatchObject({
      entry: 7,
      documents: [{ as: 'facts', digest, state: 'there', salt: 'c2FsdA==' }],
    });
  });
});

test('what there is to say beside it', () => {
  expect(complain(there)).toEqual([]);
  expect(complain(absent)).toEqual([`${digest}: It was erased.`]);
  const named = { ...gone, sentence: 'Entry 3 names it (\u001b[2J)' };
  expect(complain({ ...absent, gone: named })).toEqual([`${digest}: Entry 3 names it (\\u{1b}[2J)`]);
  expect(complain({ ...absent, gone: null })).toEqual([`${digest} is not on the branch.`]);
  expect(complain({ ...absent, found: { state: 'altered', digest } })[0]).toContain('was altered');
  const missing = [{ as: 'change', digest, state: 'absent' as const }];
  expect(complain({ ...there, whole: { document: null, missing } })).toEqual([
    '1 document in it could not be had: change dddddddd… is not there.',
  ]);
});
