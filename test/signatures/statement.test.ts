import { expect, test } from '@jest/globals';
import { toBytes } from '../../src/base/bytes.ts';
import { readStatement } from '../../src/signatures/statement.ts';
import { SLSA, statementOf } from './attestations.ts';

const digest = 'b'.repeat(64);
const TYPE = 'application/vnd.in-toto+json';
const read = (statement: unknown, type = TYPE) => readStatement(type, toBytes(JSON.stringify(statement)));

test('what a statement is about', () => {
  expect(read(statementOf(digest))).toEqual({ predicateType: SLSA, digests: [digest] });
  expect(read({ ...statementOf(digest), _type: 'https://in-toto.io/Statement/v0.1' })).not.toBeNull();
});

test('a subject counts by its SHA-256 in lower case alone', () => {
  const subject = [
    { name: 'a', digest: { sha256: digest.toUpperCase() } },
    { name: 'b', digest: { sha512: digest } },
    { name: 'c', digest: { sha256: `${digest}b` } },
    { name: digest },
    null,
    { digest: { sha256: 'c'.repeat(64), sha512: 'x' } },
  ];
  expect(read({ ...statementOf(digest), subject })?.digests).toEqual(['c'.repeat(64)]);
});

test.each([
  ['another type of statement', { ...statementOf(digest), _type: 'https://in-toto.io/Statement/v2' }],
  ['no type', { ...statementOf(digest), _type: undefined }],
  ['no predicate type', { ...statementOf(digest), predicateType: undefined }],
  ['an empty predicate type', { ...statementOf(digest), predicateType: '' }],
  ['a predicate type without end', { ...statementOf(digest), predicateType: 'x'.repeat(501) }],
  ['no subjects', { ...statementOf(digest), subject: { digest } }],
  ['a list', [statementOf(digest)]],
  ['a text', 'statement'],
])('%s is no statement', (_, statement) => expect(read(statement)).toBeNull());

test('bytes that are no JSON, no UTF-8, or of another type', () => {
  expect(readStatement(TYPE, toBytes('{'))).toBeNull();
  expect(readStatement(TYPE, new Uint8Array([0x22, 0xff, 0x22]))).toBeNull();
  expect(read(statementOf(digest), 'application/json')).toBeNull();
});
