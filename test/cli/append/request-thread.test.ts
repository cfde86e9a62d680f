import { expect, test } from '@jest/globals';
import { headerAt } from '../../../src/cli/append/local-genesis.ts';
import { answerQuestion } from '../../../src/cli/append/request-thread.ts';

const terms = { origin: 'host/acme/shop', defaults: headerAt('2026-11-21T12:00:00.000Z') };

test('a fault goes back as what it says, so that it can be thrown again', () => {
  expect(answerQuestion({ lines: [{ number: 4, text: '[]' }], terms })).toEqual({
    fault: {
      code: 'ledger.entry',
      message: 'this cannot be appended: it is not an object',
      next: expect.stringContaining('Correct that line') as unknown,
      position: { line: 4, column: 1 },
    },
  });
  expect(answerQuestion({ lines: [], terms })).toEqual({ requests: [] });
});
