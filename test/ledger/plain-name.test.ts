import { expect, test } from '@jest/globals';
import { plainName, toPlainName } from '../../src/ledger/plain-name.ts';

const form = new RegExp((plainName.schema as { readonly pattern: string }).pattern);

test('plain words stand as they are', () => {
  for (const name of ['test', 'test (22, ubuntu-latest)', 'build / linux', '.github/workflows/ci.yml', 'a=b: c+d']) {
    expect(toPlainName(name)).toBe(name);
    expect(name).toMatch(form);
  }
});

test('anything else stands as a digest, what could be a token above all', () => {
  const token = `ghp_${'Ab1'.repeat(12)}`;
  for (const name of [
    '',
    ' x',
    '-rf',
    '<b>',
    'a\nb',
    'größe',
    'a"b',
    'x '.repeat(51),
    token,
    `test ${token}`,
    'A'.repeat(17),
  ]) {
    expect(toPlainName(name)).toMatch(/^sha256\.[0-9a-f]{64}$/);
    expect(toPlainName(name)).toMatch(form);
    expect(toPlainName(name).length).toBeLessThanOrEqual(100);
  }
  expect(toPlainName('A'.repeat(16))).toBe('A'.repeat(16));
});
