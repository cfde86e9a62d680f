import { expect, test } from '@jest/globals';
import { localBank } from '../../../src/github/budget/bank.ts';

test('a bank of one process keeps each book by its name', async () => {
  const bank = localBank({ now: () => 5 });
  const seen: unknown[] = [];
  const act = (name: string, book: unknown, now: number): object => {
    seen.push([name, book, now]);
    return { was: name };
  };
  await bank.change(['a', 'b'], act);
  await bank.change(['a'], act);
  expect(seen).toEqual([
    ['a', null, 5],
    ['b', null, 5],
    ['a', { was: 'a' }, 5],
  ]);
});
