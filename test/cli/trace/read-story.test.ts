import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { readStory } from '../../../src/cli/trace/read-story.ts';
import type { Asked } from '../../../src/ledger/trace/scope.ts';
import { tellStory } from '../../../src/ledger/trace/story.ts';
import { api, commits, oid, webScene } from '../../ledger/trace/scene.ts';
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

const read = async (asked: Asked, repository: string | null = null) =>
  (await readStory(files, asked, repository)).lines.map(({ entry }) => entry.index);

describe('read is what a story needs of a ledger, as if all of it were read', () => {
  test.each<Asked>([
    { is: 'change', number: 42 },
    { is: 'change', number: 43 },
    { is: 'ticket', key: 'SHOP-412' },
    { is: 'deployment', id: 1234 },
    { is: 'deployment', id: 1240 },
    { is: 'commit', prefix: commits.part.slice(0, 7) },
    { is: 'commit', prefix: commits.head },
    { is: 'commit', prefix: commits.hotfix },
  ])('%j', async (asked) => {
    const expected = tellStory(asked, webScene().traced()).map(({ entry }) => BEFORE + entry.index);
    expect(expected.length).toBeGreaterThan(4);
    expect(await read(asked, 'acme/web')).toEqual(expected);
  });

  test('nothing is recorded', async () => {
    expect(await read({ is: 'change', number: 9_999 })).toEqual([]);
    expect(await read({ is: 'change', number: 42 }, 'acme/none')).toEqual([]);
  });
});

test('which of several repositories, has to be said', async () => {
  await expect(read({ is: 'change', number: 42 })).rejects.toThrow('Several repositories of this ledger have #42');
  expect(await read({ is: 'change', number: 42 }, 'acme/shop')).toEqual([42]);
});

test('a ticket may be about several', async () => {
  const scene = webScene();
  scene.repository = api;
  scene.happen(oid('a91'), { event: 'build', result: 'passed', tickets: ['SHOP-412'] });
  const both = sharedBranch(scene);
  using other = await filesOf(both);
  const { lines, unreadable } = await readStory(other, { is: 'ticket', key: 'SHOP-412' }, null);
  expect(new Set(lines.map(({ entry }) => entry.repository))).toEqual(new Set(['acme/web', 'acme/api']));
  expect(unreadable).toBe(0);
  both.repository.remove();
});
