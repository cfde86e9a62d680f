import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readVersion } from '../../src/cli/version.ts';

test('the version is that of package.json', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ version: readVersion() });
});
