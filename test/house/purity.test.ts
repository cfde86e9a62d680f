import { expect, test } from '@jest/globals';
import { checkPurity } from '../../scripts/house/purity.ts';
import { parseSource } from '../../scripts/house/source-file.ts';
import { source } from './project.ts';

test('computing rooms compute, and only the clock tells the time', () => expect(checkPurity(source)).toEqual([]));

test.each([
  ['src/policy/a.ts', 'export const a = new Date(0);', 'Date'],
  ['src/policy/a.ts', 'export const a = () => Math.random();', 'Math.random'],
  ['src/policy/a.ts', 'export async function f() { await g(); }', 'await'],
  ['src/ledger/a.ts', 'export const a = () => setTimeout(f, 1);', 'setTimeout'],
  ['src/ledger/a.ts', 'export const a = process.env;', 'process'],
  [
    'src/ledger/a.ts',
    "import { randomBytes } from 'node:crypto'; export const salt = () => randomBytes(32);",
    'randomBytes',
  ],
  ['src/signatures/a.ts', 'export const a = fetch(b);', 'fetch'],
  ['src/app/a.ts', 'export const a = () => Date.now();', 'Date.now'],
  ['src/app/a.ts', 'export const a = process.env;', 'process.env'],
  ['src/app/a.ts', 'console.log(1);', 'console'],
])('%s: %s', (path, text, name) =>
  expect(checkPurity([parseSource(path, text)]).at(-1)).toContain(`${path} uses ${name}`),
);

test.each([
  ['src/signatures/a.ts', 'export async function f() { await verify(); }'],
  ['src/base/clock.ts', 'export const now = () => Date.now();'],
  ['src/app/config.ts', 'export const a = process.env;'],
  ['src/cli/main.ts', 'export const a = process.env;'],
  ['src/app/a.ts', 'export async function f() { await g(); }'],
])('%s may: %s', (path, text) => expect(checkPurity([parseSource(path, text)])).toEqual([]));
