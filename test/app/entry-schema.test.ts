import { expect, test } from '@jest/globals';
import { checkEntrySchema } from '../../src/app/entry-schema.ts';
import { entriesOf } from '../ledger/sample.ts';

test('what the app writes fits its schema', () => {
  for (const { kind, statement } of entriesOf(0, 5)) expect(checkEntrySchema(kind, 1, statement)).toEqual([]);
});

test('a field too many, a missing one and a wrong one are named', () => {
  const [entry] = entriesOf(4, 5);
  if (entry === undefined) throw new Error('no entry');
  expect(checkEntrySchema(entry.kind, 1, { ...entry.statement, secret: 1 })).toEqual([
    expect.stringContaining('(secret)'),
  ]);
  expect(checkEntrySchema(entry.kind, 1, { ...entry.statement, subject: undefined }).length).toBeGreaterThan(0);
  expect(checkEntrySchema(entry.kind, 1, { ...entry.statement, _type: 'else' })).toEqual([
    expect.stringContaining('/_type'),
  ]);
  expect(checkEntrySchema(entry.kind, 1, null).length).toBeGreaterThan(0);
});

test('a kind or version that nobody knows is a problem', () => {
  expect(checkEntrySchema('decision', 99, {})).toEqual(['there is no schema decision/99']);
  expect(checkEntrySchema('constructor', 1, {})).toEqual(['there is no schema constructor/1']);
});
