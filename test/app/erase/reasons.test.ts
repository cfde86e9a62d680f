import { expect, test } from '@jest/globals';
import { isReason, reasons } from '../../../src/app/erase/reasons.ts';
import { entrySchemas } from '../../../src/ledger/schemas.ts';

test('the reasons are those that an entry may give', () => {
  const ledger = JSON.stringify(entrySchemas.find(({ kind }) => kind === 'ledger')?.schema);
  expect(ledger).toContain(`"reason":{"enum":${JSON.stringify(Object.keys(reasons))}}`);
  expect(isReason('law')).toBe(true);
  for (const word of ['because', 'toString', '', null, 1]) expect(isReason(word)).toBe(false);
});
