import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { searchEntries } from '../../../src/cli/ledger/search.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { type EntryFilter, everyEntry } from '../../../src/ledger/entry-filter.ts';
import { timeOf } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
let branch: LedgerBranch;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-search-'));
  branch = new LedgerBranch();
  branch.grow(600);
});
afterAll(() => {
  rmSync(temporary, { recursive: true });
  branch.repository.remove();
});

async function search(filter: Partial<EntryFilter>, limit = Number.POSITIVE_INFINITY, of = branch) {
  using files = await EntryFiles.open(await openSource({ source: of.repository.path, temporary, io: testIo() }));
  const indexes: number[] = [];
  const reading = await searchEntries({
    files,
    limit,
    filter: { ...everyEntry, ...filter },
    found: async ({ index }, at) => {
      expect(at).toBe(indexes.length);
      indexes.push(index);
    },
  });
  expect(reading.found).toBe(indexes.length);
  return { indexes, reading };
}

test('newest first, and what was read', async () => {
  const { indexes, reading } = await search({ kind: 'policy' });
  expect(indexes).toEqual([501, 401, 301, 201, 101, 1]);
  expect(reading).toEqual({ range: { from: 0, to: 599 }, found: 6, unreadable: 0, isLimited: false });
});

test('a limit ends the reading where it is reached', async () => {
  const { indexes, reading } = await search({ kind: 'policy' }, 2);
  expect(indexes).toEqual([501, 401]);
  expect(reading).toMatchObject({ range: { from: 401, to: 599 }, isLimited: true });
  expect((await search({}, 3)).indexes).toEqual([599, 598, 597]);
});

test('what is too old is not read: the file in which it begins is the last', async () => {
  const { indexes, reading } = await search({ since: timeOf(590) });
  expect(indexes).toEqual(Array.from({ length: 10 }, (_, at) => 599 - at));
  expect(reading.range?.from).toBe(590);
  // Nor where every file is passed over for what it does not hold.
  expect((await search({ since: timeOf(590), ticket: 'SHOP-7' })).reading.range?.from).toBe(590);
});

test('what is newer is passed over; results are found in any case', async () => {
  const early = await search({ until: timeOf(3) });
  expect([early.indexes, early.reading.range]).toEqual([[2, 1, 0], { from: 0, to: 599 }]);
  expect((await search({ until: timeOf(300), since: timeOf(299) })).indexes).toEqual([299]);
  expect((await search({ result: 'PASSED', until: timeOf(10) })).indexes).toEqual([9, 6, 3]);
  expect((await search({ result: 'pAsSeD', until: timeOf(10) })).indexes).toEqual([9, 6, 3]);
});

test('everything, a subject, and nothing', async () => {
  expect((await search({})).indexes).toEqual(Array.from({ length: 600 }, (_, at) => 599 - at));
  expect((await search({ subject: { is: 'change', number: 42 } })).indexes).toEqual([42]);
  expect((await search({ ticket: 'SHOP-7' })).reading).toMatchObject({ range: { from: 0, to: 599 }, found: 0 });
});

test('entries that cannot be read are counted, and shown only to who asks for everything', async () => {
  const damaged = new LedgerBranch();
  damaged.grow(4);
  damaged.tamper({ 'tail/2.json': 'no entry, but "deny"' });
  const everything = await search({}, undefined, damaged);
  expect([everything.indexes, everything.reading.unreadable]).toEqual([[3, 2, 1, 0], 1]);
  const some = await search({ result: 'deny' }, undefined, damaged);
  expect([some.indexes, some.reading.unreadable]).toEqual([[], 1]);
  expect((await search({ result: 'allow' }, undefined, damaged)).reading.unreadable).toBe(0);
  damaged.repository.remove();
});
