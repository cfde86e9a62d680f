import { expect, test } from '@jest/globals';
import { deploymentFields, toEntryEnvironment } from '../../src/ledger/environment-name.ts';
import { environmentName } from '../../src/ledger/terms.ts';

const form = new RegExp((environmentName.schema as { readonly pattern: string }).pattern);

test('plain words stand as they are, in lower case', () => {
  for (const name of ['production', 'eu-west/blue', 'Staging EU', 'v1.2_x']) {
    expect(toEntryEnvironment(name)).toBe(name.toLowerCase());
    expect(toEntryEnvironment(name)).toMatch(form);
  }
});

test('anything else stands as a digest: never what an outsider wrote', () => {
  for (const name of ['', ' production', '<b>', 'a\nb', 'größe', '🚀', 'x'.repeat(101), '-rf']) {
    expect(toEntryEnvironment(name)).toMatch(/^sha256\.[0-9a-f]{64}$/);
    expect(toEntryEnvironment(name)).toMatch(form);
  }
  expect(toEntryEnvironment('GRÖSSE')).toBe(toEntryEnvironment('grösse'));
});

test('what a decision says of a deployment', () => {
  expect(deploymentFields({ environment: 'Production', id: null, run: { id: 4, attempt: 2 } })).toEqual({
    environment: 'production',
    deployment: { id: null, run: 4, attempt: 2 },
  });
});
