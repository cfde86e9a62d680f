import { expect, test } from '@jest/globals';
import { exportFormats } from '../../../src/cli/ledger/export-formats.ts';

test('every format has a name and options of its own', () => {
  const names = exportFormats.map(({ name }) => name);
  const options = ['to', 'format', ...exportFormats.flatMap((format) => format.options.map(({ name }) => name))];
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(options).size).toBe(options.length);
  for (const { says } of exportFormats) expect(says).not.toMatch(/\.$/);
});
