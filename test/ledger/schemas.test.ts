import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { toText } from '../../src/base/bytes.ts';
import { entrySchemas, schemaFiles } from '../../src/ledger/schemas.ts';

const root = join(import.meta.dirname, '../..');

test.each(schemaFiles())('$path is up to date (npm run generate)', ({ path, bytes }) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(toText(bytes));
});

test('every object of ours in them is closed', () => {
  const open: string[] = [];
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const schema = value as Readonly<Record<string, unknown>>;
    const isRule = at.includes('/anyOf/') && !('additionalProperties' in schema);
    if (schema['type'] === 'object' && schema['additionalProperties'] === undefined && !isRule) open.push(at);
    for (const [key, member] of Object.entries(schema)) walk(member, `${at}/${key}`);
  };
  for (const { kind, schema } of entrySchemas) walk(schema, kind);
  expect(open).toEqual([]);
});
