import { expect, test } from '@jest/globals';
import { isFault } from '../../../src/base/fault.ts';
import { type Line, MOST_LINES } from '../../../src/cli/append/read-groups.ts';
import { RequestReader } from '../../../src/cli/append/request-reader.ts';

function lines(count: number): readonly Line[] {
  const predicate = { countersign_event: { event: 'build' } };
  return Array.from({ length: count }, (_, at) => {
    const subject = [{ name: `build-${at}`, digest: { sha256: 'a'.repeat(64) } }];
    return { number: at + 1, text: JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject, predicate }) };
  });
}

test('a group is read the same here and in a thread, a fault included', async () => {
  const many = lines(MOST_LINES);
  const wrong = [...many.slice(1), { number: 9_999, text: '{' }];
  await using here = new RequestReader('host/acme/shop');
  await using there = new RequestReader('host/acme/shop');
  const inThread = await there.read(many, 0);
  expect(inThread.slice(0, 5)).toEqual(await here.read(many.slice(0, 5), 0));
  expect(inThread).toHaveLength(MOST_LINES);
  const faults = await Promise.all(
    [here.read(wrong.slice(-1), 0), there.read(wrong, 0)].map((read) => read.catch((error: unknown) => error)),
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
