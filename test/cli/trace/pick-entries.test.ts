import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { pickEntries, readEntries } from '../../../src/cli/trace/pick-entries.ts';
import { told } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { BEFORE, filesOf, sharedBranch } from './web-branch.ts';

let branch: LedgerBranch;
let files: EntryFiles;
beforeAll(async () => {
  branch = sharedBranch();
  files = await filesOf(branch);
});
afterAll(() => {
  files[Symbol.dispose]();
  branch.repository.remove();
});

test('entries that hold one of the texts, in the order of the ledger', async () => {
  const { entries, unreadable } = await pickEntries({ files, texts: ['"event":"deployment"', 'refs/pull/7/head'] });
  const { production41, staging42, began42, production42, production43, rolledBack } = told;
  const deployed = [production41, staging42, began42, production42, production43, rolledBack];
  expect(entries.map(({ index }) => index)).toEqual([7, ...deployed.map((index) => BEFORE + index)]);
  expect(unreadable).toBe(0);
});

test('or that are picked by their bytes', async () => {
  const seen: number[] = [];
  const isPicked = (index: number): boolean => seen.push(index) === 5;
  const { entries } = await pickEntries({ files, texts: [], isPicked });
  expect(entries.map(({ index }) => index)).toEqual([4]);
  expect(seen).toEqual(Array.from({ length: files.checkpoint.size }, (_, index) => index));
});

test('entries by their index, of bundles and of the tail', async () => {
  const last = files.checkpoint.size - 1;
  expect((await readEntries(files, [0, 7, 255, 256, last])).map(({ index, kind }) => [index, kind])).toEqual([
    [0, 'ledger'],
    [7, 'decision'],
    [255, 'decision'],
    [256, 'decision'],
    [last, 'decision'],
  ]);
  expect(await readEntries(files, [])).toEqual([]);
});

test('what is no statement is counted', async () => {
  const damaged = sharedBranch();
  damaged.tamper({ 'tail/301.json': '{"event":"deployment"' });
  using broken = await filesOf(damaged);
  expect(await pickEntries({ files: broken, texts: ['"event":"deployment"'] })).toMatchObject({ unreadable: 1 });
  damaged.repository.remove();
});
