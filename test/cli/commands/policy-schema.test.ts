import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { runCli } from '../test-io.ts';

test('a JSON Schema that compiles and knows a policy when it sees one', async () => {
  const { code, out, err } = await runCli(['policy', 'schema', '--format', 'json']);
  expect([code, err]).toEqual([0, '']);
  const schema: unknown = JSON.parse(out);
  if (typeof schema !== 'object' || schema === null) throw new Error('no schema');
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate({ version: 1, rules: [{ name: 'a', require: { signed: true } }] })).toBe(true);
  expect(validate({ version: 1, rules: [{ name: 'a', requires: {} }] })).toBe(false);
});

test('it takes no argument', async () => {
  expect(await runCli(['policy', 'schema', 'x'])).toMatchObject({ code: 2, out: '' });
});
