import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';

export const MEDIAN_LINES = 100;
export const MAXIMUM_LINES = 400;

/** Data tables and generated files, which a person reads by searching. */
const ANY_SIZE: ReadonlySet<string> = new Set([]);

export function checkSizes(
  files: readonly SourceFile[],
  limits = { median: MEDIAN_LINES, maximum: MAXIMUM_LINES },
): readonly string[] {
  const counted = files.filter((file) => !ANY_SIZE.has(file.path));
  const sizes = counted.map((file) => file.lines).toSorted((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return [
    ...(median > limits.median ? [`half of the files have more than ${limits.median} lines (median ${median})`] : []),
    ...counted
      .filter((file) => file.lines > limits.maximum)
      .map((file) => `${file.path} has ${file.lines} lines, ${limits.maximum} are allowed`),
  ];
}

const DRAWERS: ReadonlySet<string> = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'manager',
  'shared',
  'lib',
]);

/** Names of files and folders: kebab-case, and none that says nothing. */
export function checkNames(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const words = path.split('/').flatMap((part) => part.split(/[-.]/));
    const drawer = words.find((word) => DRAWERS.has(word.toLowerCase()));
    if (drawer !== undefined) return [`${path}: "${drawer}" says nothing about what is inside`];
    return posix.basename(path) === 'README.md' || /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(posix.basename(path))
      ? []
      : [`${path} is not in kebab-case`];
  });
}

/** Where the test of a source file stands. test/github/ is the stand-in, so the room's tests live beside it. */
export function testPathOf(path: string): string {
  const inside = path
    .replace(/^src\//, '')
    .replace(/^scripts\/house\//, 'house/')
    .replace(/^scripts\//, 'house/')
    .replace(/^github\//, 'github-room/');
  return `test/${inside.replace(/\.ts$/, '.test.ts')}`;
}

/** Statements of SQL in order: what they make is tried by the tests of whatever uses it. */
const MIGRATION = /^src\/store\/migrations\//;

export function findUntested(files: readonly SourceFile[], tests: ReadonlySet<string>): readonly string[] {
  return files
    .filter((file) => file.hasRuntimeCode && !MIGRATION.test(file.path) && !tests.has(testPathOf(file.path)))
    .map((file) => `${file.path} has no test ${testPathOf(file.path)}`);
}

const DISABLES =
  /(?:oxlint|eslint|biome|tslint)-(?:disable|ignore)|@ts-(?:ignore|nocheck|expect-error)|istanbul ignore|c8 ignore|v8 ignore/;

/** Switched-off checks. In tests only a type test may expect a compiler's error. */
export function findDisables(files: readonly Pick<SourceFile, 'path' | 'text'>[]): readonly string[] {
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => {
      const found = DISABLES.exec(line)?.[0];
      return found === undefined ? [] : [`${file.path}:${index + 1} switches a check off (${found})`];
    }),
  );
}
