import { expect, test } from '@jest/globals';
import { archiveOption } from '../../../src/cli/ledger/query-archive.ts';
import { branchOption } from '../../../src/cli/ledger/source.ts';
import { openTraced } from '../../../src/cli/trace/open-traced.ts';
import { readWords } from '../../../src/cli/words.ts';
import { testIo } from '../test-io.ts';
import { webBranch } from './web-branch.ts';

test('a branch, or by --archive the ledger of an app', async () => {
  const branch = webBranch();
  const { path } = branch.repository;
  const said: string[] = [];
  const io = testIo({ isWatched: true, err: (text) => void said.push(text) });
  {
    using source = await openTraced({ words: words(path), io, temporary: '/nonexistent' });
    expect(source.from().source.tip).toBe(branch.tip());
    expect(said).toEqual(['reading the ledger …\n']);
  }
  using source = await openTraced({ words: words('github.com/acme/shop', '--archive'), io, temporary: '/nonexistent' });
  expect(source.from()).toMatchObject({ checkpoint: { origin: 'github.com/acme/shop' }, source: { tip: null } });
  await expect(
    openTraced({ words: words(path, '--archive', '--branch', 'main'), io, temporary: '/nonexistent' }),
  ).rejects.toThrow('--branch is for a repository');
  branch.repository.remove();
});

const words = (...args: readonly string[]) =>
  readWords(args, { command: 'trace', options: [branchOption, archiveOption], arguments: { least: 1, most: 1 } });
