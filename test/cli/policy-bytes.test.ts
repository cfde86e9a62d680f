import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { validateBytes } from '../../src/cli/policy-bytes.ts';

test('bytes become a policy, or problems', () => {
  const text = 'version: 1\nrules:\n  - { name: a, require: { signed: true } }\n';
  expect(validateBytes(Buffer.from(text))).toMatchObject({ policy: { rules: [{ name: 'a' }] } });
  expect(validateBytes(Buffer.from([0xff, 0xfe]))).toMatchObject({
    problems: [{ code: 'policy.syntax', line: 1, column: 1 }],
  });
});

test('any bytes have an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const parsed = validateBytes(bytes);
      expect('problems' in parsed ? parsed.problems.length : 0).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
