import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forgetNotes, noteGap, noteReadBack, readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const gap = { from: 1, to: 2, why: 'not-running', about: null } as const;
const part = { installation: 7, repository: 70, redelivered: 1 } as const;

test('notes are added, what was read back counts once, and only what was read is forgotten', async () => {
  const { context } = bench;
  await noteGap(context, gap);
  await noteReadBack(context, 'delivery:a', part);
  await noteReadBack(context, 'delivery:a', part);
  const noted = await readNotes(context);
  expect(noted.notes.map(({ value }) => value)).toEqual([gap]);
  expect(noted.parts.map(({ value }) => value)).toEqual([part]);
  await noteGap(context, { ...gap, from: 3, to: 4 });
  await noteReadBack(context, 'delivery:ab', part);
  const keysOf = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key);
  await forgetNotes(context, { notes: keysOf(noted.notes), parts: keysOf(noted.parts) });
  const left = await readNotes(context);
  expect(left.notes.map(({ value }) => value.from)).toEqual([3]);
  expect(left.parts.map(({ value }) => value)).toEqual([part]);
});
