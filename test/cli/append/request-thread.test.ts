import { expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { headerAt } from '../../../src/cli/append/local-genesis.ts';
import { answerQuestion } from '../../../src/cli/append/request-thread.ts';

const terms = { origin: 'host/acme/shop', defaults: headerAt('2026-11-21T12:00:00.000Z') };

test('a fault goes back as what it says, so that it can be thrown again', () => {
  expect(answerQuestion({ group: { first: 4, lines: 1, bytes: toBytes('[]\n') }, terms })).toEqual({
    fault: {
      code: 'ledger.entry',
      message: 'this cannot be appended: it is not an object',
      next: expect.stringContaining('Correct that line') as unknown,
      position: { line: 4, column: 1 },
    },
  });
  expect(answerQuestion({ group: { first: 1, lines: 1, bytes: toBytes('\n') }, terms })).toEqual({ requests: [] });
});
