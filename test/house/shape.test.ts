import { describe, expect, test } from '@jest/globals';
import { checkNames, checkSizes, findDisables, findUntested, testPathOf } from '../../scripts/house/shape.ts';
import { listFiles, parseSource } from '../../scripts/house/source-file.ts';
import { everything, root, source } from './project.ts';

const house = everything.filter(({ path }) => path.startsWith('scripts/house/'));
const tests = everything.filter(({ path }) => path.startsWith('test/'));

describe('this project', () => {
  test('sources are small', () => expect(checkSizes(source)).toEqual([]));
  test('tests are small', () => expect(checkSizes(tests)).toEqual([]));
  test('names say what is inside', () => {
    const fixtures = /^test\/fixtures\//;
    const paths = ['src', 'test', 'scripts']
      .flatMap((folder) => listFiles(root, folder))
      .filter((path) => !fixtures.test(path));
    expect(checkNames(paths)).toEqual([]);
  });
  test('every source file that runs has its test', () => {
    expect(findUntested([...source, ...house], new Set(listFiles(root, 'test')))).toEqual([]);
  });
  test('no check is switched off in the source', () =>
    expect(findDisables([...source, ...house.filter(({ path }) => path !== 'scripts/house/shape.ts')])).toEqual([]));
});

const sized = (path: string, lines: number) => parseSource(path, 'f();\n'.repeat(lines));

test('a file above the limit, and a median above the limit, are told', () => {
  expect(checkSizes([sized('src/app/a.ts', 401), sized('src/app/b.ts', 1), sized('src/app/c.ts', 1)])).toEqual([
    'src/app/a.ts has 401 lines, 400 are allowed',
  ]);
  expect(checkSizes([sized('src/app/a.ts', 101)])).toEqual(['half of the files have more than 100 lines (median 101)']);
  expect(checkSizes([sized('src/app/a.ts', 400), sized('src/app/b.ts', 100), sized('src/app/c.ts', 3)])).toEqual([]);
});

test.each([
  'src/app/util.ts',
  'src/app/string-utils.ts',
  'src/helpers/a.ts',
  'src/app/common.ts',
  'src/app/misc.test.ts',
  'src/app/job-manager.ts',
  'src/app/checkRun.ts',
  'src/app/Check.ts',
  'src/app/check_run.ts',
])('%s is no name', (path) => expect(checkNames([path])).toHaveLength(1));

test.each([
  'src/app/check-run.ts',
  'test/app/check-run.test.ts',
  'src/store/migrations/0001-start.sql',
  'tsconfig.build.json',
  'test/github/README.md',
])('%s is a name', (path) => expect(checkNames([path])).toEqual([]));

test.each([
  ['src/main.ts', 'test/main.test.ts'],
  ['src/app/stages/flush.ts', 'test/app/stages/flush.test.ts'],
  ['src/github/facts/files.ts', 'test/github-room/facts/files.test.ts'],
  ['scripts/house/rooms.ts', 'test/house/rooms.test.ts'],
])('%s is tested in %s', (path, expected) => expect(testPathOf(path)).toBe(expected));

test('a file that runs and has no test is told, a file of types is not', () => {
  const files = [
    parseSource('src/app/a.ts', 'export const a = 1;'),
    parseSource('src/app/b.ts', 'export type B = 1;'),
    parseSource('src/app/c.ts', 'f();'),
  ];
  expect(findUntested(files, new Set(['test/app/c.test.ts']))).toEqual(['src/app/a.ts has no test test/app/a.test.ts']);
});

test.each([
  'oxlint-disable-next-line',
  'eslint-disable',
  'biome-ignore lint: x',
  '@ts-ignore',
  '@ts-expect-error',
  '@ts-nocheck',
  'c8 ignore next',
])('%s is found', (words) =>
  expect(findDisables([{ path: 'src/app/a.ts', text: `const a = 1;\n// ${words}\n` }])).toEqual([
    expect.stringMatching(/^src\/app\/a\.ts:2 /),
  ]),
);
