import { expect, test } from '@jest/globals';
import { readDifference } from '../../../src/cli/trace/read-difference.ts';
import { api, commits, momentOf, told, webScene } from '../../ledger/trace/scene.ts';
import { BEFORE, filesOf, sharedBranch } from './web-branch.ts';

const asked = {
  environment: 'production',
  from: momentOf(told.production41),
  to: momentOf(told.production43),
  repository: null,
};

test('what landed in between, and where the decisions about it stand', async () => {
  const branch = sharedBranch();
  using files = await filesOf(branch);
  const { difference, indexes, unreadable } = await readDifference(files, asked);
  expect(difference.landings.map(({ index }) => index - BEFORE)).toEqual([told.landed42, told.hotfix, told.landed43]);
  const decisions = difference.landings.flatMap(({ says }) =>
    says.covered.map(({ decision }) => indexes.get(decision)),
  );
  expect(decisions).toEqual([BEFORE + told.decided42, BEFORE + told.group43]);
  expect(unreadable).toBe(0);
  branch.repository.remove();
});

test('which of several repositories, has to be said', async () => {
  const scene = webScene();
  scene.repository = api;
  scene.deploy(commits.first, 'production', { id: 7 });
  const branch = sharedBranch(scene);
  using files = await filesOf(branch);
  await expect(readDifference(files, asked)).rejects.toThrow('have production: acme/api, acme/web');
  const { difference } = await readDifference(files, { ...asked, repository: 'acme/web' });
  expect(difference).toMatchObject({ way: 'forth', to: { id: 1240 } });
  branch.repository.remove();
});
