import { expect, test } from '@jest/globals';
import { runTransaction } from '../../../src/store/databases/transaction.ts';

const conflict = Object.assign(new Error('deadlock detected'), { code: '40P01' });

test('a transaction runs again after a conflict, but not for ever', async () => {
  let attempts = 0;
  const result = await runTransaction(async () => {
    attempts++;
    if (attempts < 3) throw conflict;
    return 'done';
  });
  expect([result, attempts]).toEqual(['done', 3]);
  attempts = 0;
  const always = runTransaction(async () => {
    attempts++;
    throw conflict;
  });
  await expect(always).rejects.toBe(conflict);
  expect(attempts).toBe(4);
});

test('a transaction that failed otherwise does not run again', async () => {
  let attempts = 0;
  const failing = runTransaction(async () => {
    attempts++;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(attempts).toBe(1);
});
