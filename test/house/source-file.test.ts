import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listFiles, parseSource, readSources } from '../../scripts/house/source-file.ts';

const parse = (text: string) => parseSource('src/policy/sample.ts', text);

describe('imports', () => {
  test.each([
    ["import { a } from './a.ts';", ['./a.ts']],
    ["import type { A } from './a.ts';", ['./a.ts']],
    ["import './a.ts';", ['./a.ts']],
    ["import * as a from 'node:fs';", ['node:fs']],
    ["export { a } from './a.ts';", ['./a.ts']],
    ["export type { A } from './a.ts';", ['./a.ts']],
    ["export * from './a.ts';", ['./a.ts']],
    ["export * as a from './a.ts';", ['./a.ts']],
    ["const a = await import('./a.ts');", ['./a.ts']],
    ["function f() { return () => import('node:fs'); }", ['node:fs']],
    ["type A = import('./a.ts').A;", ['./a.ts']],
    ["const a = require('./a.cjs');", ['./a.cjs']],
    ['const a = await import(name);', ['<computed>']],
    ["import a = require('./a.cjs');", ['./a.cjs']],
    ["// import { a } from './a.ts';\nconst text = \"import './b.ts'\"; const regex = /import 'x'/;", []],
  ])('%s', (text, imports) => expect(parse(text).imports).toEqual(imports));
});

describe('code that runs', () => {
  test.each([
    'export interface A { readonly a: 1 }',
    'type A = 1; export type { A };',
    "import type { B } from './b.ts'; export type A = B;",
    "export * from './a.ts';",
    "export { a } from './a.ts';",
    'declare const a: 1;',
    'export declare function f(): void;',
  ])('none: %s', (text) => expect(parse(text).hasRuntimeCode).toBe(false));

  test.each([
    'export const a = 1;',
    'function f() {}',
    'export class A {}',
    'f();',
    'const a = 1; export { a };',
    'export default 1;',
  ])('some: %s', (text) => expect(parse(text).hasRuntimeCode).toBe(true));
});

describe('names and awaits', () => {
  test('globals, members by dot and by bracket', () => {
    const { names } = parse("const a = new Date(); Math.random(); process['env']; f(setTimeout);");
    expect([...names]).toEqual(expect.arrayContaining(['Date', 'Math.random', 'process.env', 'setTimeout']));
  });

  test('keys and members only name', () => {
    const { names } = parse('const a = { process: 1 }; b.process; interface A { process: 1 }');
    expect(names.has('process')).toBe(false);
  });

  test.each([
    ['async function f() { await g(); }', true],
    ['async function f() { for await (const a of b) g(a); }', true],
    ['const awaited = "await";', false],
  ])('%s', (text, awaits) => expect(parse(text).awaits).toBe(awaits));
});

test('lines are counted as an editor shows them', () => {
  expect(parse('const a = 1;\nconst b = 2;\n').lines).toBe(2);
  expect(parse('const a = 1;\nconst b = 2;').lines).toBe(2);
});

test('files are found in every depth, and a folder that is not there holds none', () => {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  mkdirSync(join(root, 'src/policy'), { recursive: true });
  writeFileSync(join(root, 'src/policy/a.ts'), 'export const a = 1;');
  writeFileSync(join(root, 'src/b.sql'), 'select 1');
  expect(listFiles(root, 'src')).toEqual(['src/b.sql', 'src/policy/a.ts']);
  expect(listFiles(root, 'nowhere')).toEqual([]);
  expect(readSources(root, 'src', 'nowhere').map(({ path }) => path)).toEqual(['src/policy/a.ts']);
});
