import { expect, test } from '@jest/globals';
import { Turnstile } from '../../src/github/turnstile.ts';

test('lets so many in at once, the others in order', async () => {
  const turnstile = new Turnstile(2);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const work = Array.from({ length: 9 }, async (_, index) =>
    turnstile.pass(async () => {
      order.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
    }),
  );
  await Promise.all(work);
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('work that fails gives its place back', async () => {
  const turnstile = new Turnstile(1);
  await expect(turnstile.pass(async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  await expect(turnstile.pass(async () => 1)).resolves.toBe(1);
});
