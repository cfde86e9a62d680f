import { expect, test } from '@jest/globals';
import { kindOf, kinds, predicateTypes } from '../../src/ledger/kind.ts';

test('the kinds and their predicate types are those of the design', () => {
  expect(predicateTypes).toEqual({
    decision: 'https://slsa.dev/verification_summary/v1',
    landed: 'urn:countersign:landed:v1',
    event: 'urn:countersign:event:v1',
    override: 'urn:countersign:override:v1',
    alert: 'urn:countersign:alert:v1',
    policy: 'urn:countersign:policy:v1',
    gap: 'urn:countersign:gap:v1',
    ledger: 'urn:countersign:ledger:v1',
  });
});

test('a predicate type names its kind, and no other text does', () => {
  for (const kind of kinds) expect(kindOf(predicateTypes[kind])).toBe(kind);
  expect(kindOf('urn:countersign:decision:v1')).toBeNull();
  expect(kindOf('toString')).toBeNull();
});
