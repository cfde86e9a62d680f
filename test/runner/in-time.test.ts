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

test('what an error was caused by is shown with it', async () => {
  const fail = async (): Promise<void> => {
    throw new Error('a property failed', { cause: new Error('of this') });
  };
  const stack = expect.stringMatching(/a property failed[^]*Caused by Error: of this/);
  await expect(inTime(fail)()).rejects.toMatchObject({ stack });
});
