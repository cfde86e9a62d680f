import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseIdentity } from '../../src/git/identity.ts';

test.each([
  ['Dana <dana@example.org> 1700000000 +0100', 'Dana', 'dana@example.org', 1_700_000_000_000, '+0100'],
  ['Dana <> 1700000000 -0730', 'Dana', '', 1_700_000_000_000, '-0730'],
  ['<dana@example.org> 5 +0000', '', 'dana@example.org', 5_000, '+0000'],
  ['Dana<dana@example.org> 5 +0000', 'Dana', 'dana@example.org', 5_000, '+0000'],
  ['Dana <dana@example.org>', 'Dana', 'dana@example.org', 0, ''],
  ['Dana 1700000000 +0100', 'Dana', '', 1_700_000_000_000, '+0100'],
  ['Dana <a <b> c> 7 +0000', 'Dana', 'a <b', 7_000, '+0000'],
  ['Dana <dana@example.org> 99999999999999999999 +0000', 'Dana', 'dana@example.org', 0, '+0000'],
  ['Dana <dana@example.org> soon', 'Dana', 'dana@example.org', 0, ''],
  ['Dana <dana@example.org', 'Dana', 'dana@example.org', 0, ''],
  ['', '', '', 0, ''],
])('%j', (text, name, email, at, zone) => {
  expect(parseIdentity(text)).toEqual({ name, email, at, zone });
});

test('any text has a reading, and its instant is a date', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z <>0-9+-]*$/)), (text) => {
      expect(() => new Date(parseIdentity(text).at).toISOString()).not.toThrow();
    }),
    { numRuns: 2_000 },
  );
});
