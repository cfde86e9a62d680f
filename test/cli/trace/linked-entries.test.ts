import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { LinkedEntries } from '../../../src/cli/trace/linked-entries.ts';
import { told } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { filesOf, webBranch } from './web-branch.ts';

let branch: LedgerBranch;
let files: EntryFiles;
beforeAll(async () => {
  branch = webBranch();
  files = await filesOf(branch);
});
afterAll(() => {
  files[Symbol.dispose]();
  branch.repository.remove();
});

const indexes = (linked: LinkedEntries) => linked.all().map(({ index }) => index);
const { decided41, refused42, tested42, decided42, built42, group43 } = told;

test('landings, deployments and alerts, and what is asked for beside them', async () => {
  const linked = await LinkedEntries.read(files);
  // What is said of the ledger itself begins with the same letter as a landing does.
  const others: readonly number[] = [decided41, refused42, tested42, decided42, built42, group43];
  const every = Array.from({ length: files.checkpoint.size }, (_, index) => index);
  expect(indexes(linked)).toEqual(every.filter((index) => !others.includes(index)));
  expect(indexes(await LinkedEntries.read(files, ['"SHOP-412"']))).toContain(tested42);
  expect(linked.unreadable()).toBe(0);
});

test('what a scope names is read once', async () => {
  const linked = await LinkedEntries.read(files);
  const scope = { changes: new Set([42]), commits: new Set<string>(), decisions: new Set<string>() };
  expect(await linked.add(scope)).toBe(3);
  expect(await linked.add(scope)).toBe(0);
  expect(indexes(linked)).toEqual(expect.arrayContaining([refused42, tested42, decided42]));
  expect(indexes(linked)).toEqual(indexes(linked).toSorted((a, b) => a - b));
});
