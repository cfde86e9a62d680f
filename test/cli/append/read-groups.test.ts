import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Line, readGroups } from '../../../src/cli/append/read-groups.ts';

async function* from(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function groups(input: AsyncIterable<Uint8Array>): Promise<readonly (readonly Line[])[]> {
  const found: (readonly Line[])[] = [];
  for await (const group of readGroups(input)) found.push(group);
  return found;
}

test('lines are numbered as they stand in the input, whatever the pieces', async () => {
  expect(await groups(from('{"a"', ':1}\n\n  \n{"b":"', 'é"}\n', '[]'))).toEqual([
    [
      { number: 1, text: '{"a":1}' },
      { number: 4, text: '{"b":"é"}' },
      { number: 5, text: '[]' },
    ],
  ]);
  expect(await groups(from())).toEqual([]);
  expect(await groups(from('\n'))).toEqual([]);
});

test('a character cut in two by a piece is whole again', async () => {
  const bytes = Buffer.from('"é"\n');
  expect(await groups(from(bytes.subarray(0, 2), bytes.subarray(2)))).toEqual([[{ number: 1, text: '"é"' }]]);
});

test('whoever writes a line and waits is not kept waiting', async () => {
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('1\n2\n');
    await sleep(200);
    yield Buffer.from('3\n');
  }
  expect((await groups(slowly())).map((group) => group.map(({ text }) => text))).toEqual([['1', '2'], ['3']]);
});

test('many lines come in groups', async () => {
  const found = await groups(from('x\n'.repeat(20_000)));
  expect(found.length).toBeGreaterThan(1);
  expect(found.flat().map(({ number }) => number)).toEqual(Array.from({ length: 20_000 }, (_, at) => at + 1));
});

describe('what is refused names its line', () => {
  test.each<[string, readonly (string | Uint8Array)[], RegExp]>([
    ['bytes that are not UTF-8', ['{}\n', Uint8Array.of(0xff, 0x0a)], /^Line 2 of the input is not UTF-8/],
    ['a line without an end', Array.from({ length: 20 }, () => 'x'.repeat(65_536)), /^Line 1 of the input is longer/],
  ])('%s', async (_, chunks, message) => {
    await expect(groups(from(...chunks))).rejects.toMatchObject({
      code: 'cli.unreadable',
      message: expect.stringMatching(message) as unknown as string,
    });
  });
});
