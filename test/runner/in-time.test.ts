import { expect, test } from '@jest/globals';
import { inTime } from './in-time.ts';

test('what ends in time is what it was', async () => {
  const add = (a: number, b: number): number => a + b;
  expect(await inTime(add)(1, 2)).toBe(3);
  const refuse = async (): Promise<void> => {
    throw new Error('refused');
  };
  await expect(inTime(refuse)()).rejects.toThrow('refused');
});

test('what never ends is given up, and says when', async () => {
  const never = async (): Promise<void> => await new Promise(() => undefined);
  await expect(inTime(never, 10)()).rejects.toThrow('not ended after 10 ms');
});
