import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { queryArchive } from '../../../src/app/control/query-archive.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { entryAt } from '../../ledger/sample.ts';
import { archiveEntries } from '../archive/archived.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const ask = async (request: JsonObject) => {
  const items: unknown[] = [];
  for await (const item of queryArchive(bench.context, request)) items.push(item);
  return items;
};

test('what was decided a moment ago is found: the search is brought up to date first', async () => {
  expect(await ask({ filter: {}, limit: 5 })).toEqual([{ ledgers: 0, entries: 0 }]);
  const { origin } = await archiveEntries(bench, { from: 0, to: 103 });
  const bytes = (index: number): string => Buffer.from(entryAt(index).bytes).toString();
  expect(await ask({ filter: { kind: 'policy' }, limit: null })).toEqual([
    { ledgers: 1, entries: 103 },
    { origin, index: 101, bytes: bytes(101) },
    { origin, index: 1, bytes: bytes(1) },
  ]);
  expect(await ask({ filter: {}, limit: 2 })).toHaveLength(3);
});

test('a limit that is none is refused', async () => {
  await expect(ask({ filter: {}, limit: '5' })).rejects.toMatchObject({ code: 'cli.usage' });
});
