import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { VERSION } from '../../src/app/version.ts';

test('the version is the package’s', () => {
  const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
  expect(VERSION).toBe(version);
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
});
