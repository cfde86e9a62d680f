import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { type Answer, LineProcess, runGit } from './line-process.ts';

/** `git stripspace` gives back what it got when its input ends, and ends at once when it is called wrongly. */
const readLine = (received: Buffer): Answer<string> | number => {
  const end = received.indexOf('\n');
  return end < 0 ? received.length + 1 : { answer: received.toString('utf8', 0, end), length: end + 1 };
};

test('questions that wait when the process dies fail with its reason, and the next question starts another', async () => {
  const broken = new LineProcess(tmpdir(), ['stripspace', '--no-such-option']);
  await expect(Promise.all([broken.ask('a\n', readLine), broken.ask('b\n', readLine)])).rejects.toThrow(
    'no-such-option',
  );
  await expect(broken.ask('c\n', readLine)).rejects.toThrow('no-such-option');
});

test('answers come in the order of the questions, also after closing', async () => {
  const echo = new LineProcess(tmpdir(), ['stripspace']);
  const both = Promise.all([echo.ask('one\n', readLine), echo.ask('two\n', readLine)]);
  echo.close();
  expect(await both).toEqual(['one', 'two']);
  const again = echo.ask('three\n', readLine);
  echo.close();
  expect(await again).toBe('three');
});

test('one command gives its output, or its reason', async () => {
  expect((await runGit(tmpdir(), ['stripspace'], { input: 'a  \n\n' })).stdout.toString()).toBe('a\n');
  expect((await runGit(tmpdir(), ['check-ref-format', 'x'], { codes: [0, 1] })).code).toBe(1);
  await expect(runGit(tmpdir(), ['cat-file', '-t', 'x'])).rejects.toThrow('git cat-file failed');
});
