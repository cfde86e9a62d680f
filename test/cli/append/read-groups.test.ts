import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Group, MOST_LINES, readGroups } from '../../../src/cli/append/read-groups.ts';

async function* from(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function groups(input: AsyncIterable<Uint8Array>): Promise<readonly Group[]> {
  const found: Group[] = [];
  for await (const group of readGroups(input)) found.push(group);
  return found;
}

const textOf = ({ bytes }: Group): string => Buffer.from(bytes).toString('latin1');

test('lines come as they stand in the input, whatever the pieces', async () => {
  const [group, ...more] = await groups(from('{"a"', ':1}\n\n  \n{"b":"', '2"}\n', '[]'));
  expect(more).toEqual([]);
  expect(group).toMatchObject({ first: 1, lines: 5 });
  expect(group === undefined ? '' : textOf(group)).toBe('{"a":1}\n\n  \n{"b":"2"}\n[]');
  expect(await groups(from())).toEqual([]);
});

test('whoever writes a line and waits is not kept waiting, nor is a line cut', async () => {
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('1\n2\n3');
    await sleep(200);
    yield Buffer.from('3\n');
  }
  const found = await groups(slowly());
  expect(found.map(textOf)).toEqual(['1\n2\n', '33\n']);
  expect(found).toMatchObject([
    { first: 1, lines: 2 },
    { first: 3, lines: 1 },
  ]);
});

test('many lines come in groups, and together they are the input', async () => {
  const lines = fc.integer({ min: 0, max: 3 * MOST_LINES });
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), fc.integer({ min: 1, max: 70_000 }), async (count, isCut, size) => {
      const input = `${'xy\n'.repeat(count)}${isCut ? 'z' : ''}`;
      const pieces = Array.from({ length: Math.ceil(input.length / size) }, (_, at) =>
        input.slice(at * size, (at + 1) * size),
      );
      const found = await groups(from(...(size < 100 ? [input] : pieces)));
      expect(found.map(textOf).join('')).toBe(input);
      let first = 1;
      for (const group of found) {
        expect(group.first).toBe(first);
        expect(group.lines).toBeLessThanOrEqual(MOST_LINES);
        expect(
          textOf(group)
            .split('\n')
            .filter((line) => line !== ''),
        ).toHaveLength(group.lines);
        first += group.lines;
      }
      expect(first - 1).toBe(count + (isCut ? 1 : 0));
    }),
    { numRuns: 20 },
  );
});

test('long lines come in smaller groups', async () => {
  const line = `${'x'.repeat(999_999)}\n`;
  const found = await groups(from(...Array.from({ length: 80 }, () => line)));
  expect(found.length).toBeGreaterThan(1);
  expect(Math.max(...found.map(({ bytes }) => bytes.length))).toBeLessThan(40_000_000);
  expect(found.reduce((sum, { lines }) => sum + lines, 0)).toBe(80);
});

test('a line without an end is refused by its number', async () => {
  const pieces = ['{}\n', ...Array.from({ length: 20 }, () => 'x'.repeat(65_536))];
  await expect(groups(from(...pieces))).rejects.toMatchObject({
    code: 'cli.unreadable',
    message: expect.stringMatching(/^Line 2 of the input is longer/) as unknown as string,
  });
});
