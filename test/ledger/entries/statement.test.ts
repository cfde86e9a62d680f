import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { statement, statementWhere } from '../../../src/ledger/entries/statement.ts';
import { draftEntry, sealEntry } from '../../../src/ledger/entry.ts';
import { count } from '../../../src/ledger/shape.ts';
import { headerOf, ORIGIN, timeOf } from '../sample.ts';

const ajv = new Ajv({ strict: true });
const shape = statement('gap', { length: count() });

function gap(predicate: { readonly length?: number | string; readonly other?: number }) {
  const fields = { origin: ORIGIN, kind: 'gap', subject: { name: 'x', digest: {} }, header: headerOf(1) } as const;
  return sealEntry(draftEntry({ ...fields, predicate }), timeOf(1)).statement;
}

test('a statement has one subject, the predicate type of its kind, the header, and the fields of the kind', () => {
  const validate = ajv.compile(shape.schema);
  expect(validate(gap({ length: 1 }))).toBe(true);
  expect(validate(gap({ length: 'long' }))).toBe(false);
  expect(validate(gap({}))).toBe(false);
  expect(validate(gap({ length: 1, other: 2 }))).toBe(false);
  expect(validate({ ...gap({ length: 1 }), subject: [] })).toBe(false);
  expect(validate({ ...gap({ length: 1 }), predicateType: 'urn:countersign:alert:v1' })).toBe(false);
});

test('a rule between the fields is enforced', () => {
  const rule = { anyOf: [{ properties: { length: { const: 5 } } }] };
  const validate = ajv.compile(statementWhere('gap', { length: count() }, rule).schema);
  expect(validate(gap({ length: 5 }))).toBe(true);
  expect(validate(gap({ length: 6 }))).toBe(false);
});
