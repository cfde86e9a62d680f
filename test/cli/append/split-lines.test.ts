import { expect, test } from '@jest/globals';
import { splitLines } from '../../../src/cli/append/split-lines.ts';

const group = (first: number, bytes: Uint8Array) => ({ first, lines: 1, bytes });

test('lines have the numbers that they have in the input, and empty ones are passed over', () => {
  expect(splitLines(group(7, Buffer.from('{"a":1}\n\n  \n{"b":"é"}\r\n[]')))).toEqual([
    { number: 7, text: '{"a":1}' },
    { number: 10, text: '{"b":"é"}\r' },
    { number: 11, text: '[]' },
  ]);
  expect(splitLines(group(1, Buffer.from('\n')))).toEqual([]);
});

test.each([
  ['in the middle', Buffer.from([0x7b, 0x7d, 0x0a, 0x0a, 0xff, 0x0a, 0x31, 0x0a]), 9],
  ['in a last line without an end', Buffer.from([0x31, 0x0a, 0xc3]), 8],
  ['a character that a newline cuts', Buffer.from([0xc3, 0x0a, 0xa9, 0x0a]), 7],
])('a line that is not UTF-8 is refused by its number: %s', (_, bytes, line) => {
  const said = expect.stringMatching(new RegExp(`^Line ${line} of the input is not UTF-8`)) as unknown as string;
  expect(() => splitLines(group(7, bytes))).toThrow(expect.objectContaining({ code: 'cli.unreadable', message: said }));
});
