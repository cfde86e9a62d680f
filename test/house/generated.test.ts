import { expect, test } from '@jest/globals';
import { generated } from '../../scripts/house/generated.ts';
import { readText } from './project.ts';

test.each(generated.map(({ path, make }) => [path, make] as const))('%s is what the source says', (path, make) => {
  expect(readText(path)).toBe(make());
});

test('no file is derived twice', () => {
  expect(new Set(generated.map(({ path }) => path)).size).toBe(generated.length);
});
