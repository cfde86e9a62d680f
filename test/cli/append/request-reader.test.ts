import { expect, test } from '@jest/globals';
import { isFault } from '../../../src/base/fault.ts';
import { type Group, MOST_LINES } from '../../../src/cli/append/read-groups.ts';
import { RequestReader } from '../../../src/cli/append/request-reader.ts';

function group(first: number, lines: readonly string[]): Group {
  return { first, lines: lines.length, bytes: Uint8Array.from(Buffer.from(lines.map((line) => `${line}\n`).join(''))) };
}

function events(count: number): readonly string[] {
  const predicate = { countersign_event: { event: 'build' } };
  return Array.from({ length: count }, (_, at) => {
    const subject = [{ name: `build-${at}`, digest: { sha256: 'a'.repeat(64) } }];
    return JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject, predicate });
  });
}

test('a group is read the same here and in a thread, a fault included', async () => {
  const many = events(MOST_LINES);
  await using here = new RequestReader('host/acme/shop');
  await using there = new RequestReader('host/acme/shop');
  const inThread = await there.read(group(1, many), 0);
  expect(inThread.slice(0, 5)).toEqual(await here.read(group(1, many.slice(0, 5)), 0));
  expect(inThread).toHaveLength(MOST_LINES);
  const faults = await Promise.all(
    [here.read(group(9_999, ['{']), 0), there.read(group(9_000, [...many.slice(0, 999), '{']), 0)].map((read) =>
      read.catch((error: unknown) => error),
    ),
  );
  const [first, second] = faults;
  if (!isFault(first) || !isFault(second)) throw new Error('both are Faults');
  expect(second).toMatchObject({
    message: first.message,
    code: 'ledger.entry',
    position: { line: 9_999, column: 2 },
    next: first.next,
  });
});

test('what is asked before the answer to the group before is answered in that order', async () => {
  await using reader = new RequestReader('host/acme/shop');
  const many = events(MOST_LINES);
  const asked = [group(1, many), group(8_193, ['{']), group(8_194, many.slice(0, 2))].map((each) =>
    reader.read(each, 0),
  );
  const [first, second, third] = await Promise.allSettled(asked);
  expect(first).toMatchObject({ status: 'fulfilled', value: { length: MOST_LINES } });
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ledger.entry', position: { line: 8_193 } } });
  expect(third).toMatchObject({ status: 'fulfilled', value: [{ number: 8_194 }, { number: 8_195 }] });
});
