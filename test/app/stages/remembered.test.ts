import { expect, test } from '@jest/globals';
import { rememberedOf } from '../../../src/app/stages/remembered.ts';

test('an empty document says nothing, and names no decision', () => {
  expect(rememberedOf(undefined)).toEqual({ decision: null });
  expect(rememberedOf({})).toEqual({ decision: null });
  const decision = { ledger: 1, entry: 'e' };
  expect(rememberedOf({ decision, number: 42 })).toMatchObject({ decision, number: 42 });
});
