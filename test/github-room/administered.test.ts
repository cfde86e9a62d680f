import { expect, test } from '@jest/globals';
import { readAdministered, readAppId } from '../../src/github/administered.ts';
import { openPersonLine, recordGitHub } from './line.ts';

recordGitHub();

const repository = {
  id: 5,
  name: 'shop',
  owner: { login: 'acme', type: 'Organization' },
  default_branch: 'trunk',
};

test('a repository under its present name, and whether it can be administered', async () => {
  const { api, github } = openPersonLine();
  github.get('/repos/acme/old').reply(200, { ...repository, permissions: { admin: true } });
  expect(await readAdministered(api, { owner: 'acme', name: 'old' })).toEqual({
    id: 5,
    owner: 'acme',
    name: 'shop',
    defaultBranch: 'trunk',
    isOfOrganization: true,
    isAdministrator: true,
  });
});

test('nobody is an administrator unless GitHub says so', async () => {
  const { api, github } = openPersonLine();
  github.get('/repos/dana/shop').reply(200, { ...repository, owner: { login: 'dana', type: 'User' } });
  expect(await readAdministered(api, { owner: 'dana', name: 'shop' })).toMatchObject({
    isOfOrganization: false,
    isAdministrator: false,
  });
});

test('a name that could stand for another address is refused', async () => {
  const { api, github } = openPersonLine();
  github.get('/repos/acme/shop').reply(200, { ...repository, name: '../x' });
  await expect(readAdministered(api, { owner: 'acme', name: 'shop' })).rejects.toMatchObject({
    code: 'github.incomplete',
  });
});

test('an app by its name', async () => {
  const { api, github } = openPersonLine();
  github.get('/apps/acme-countersign').reply(200, { id: 12, slug: 'acme-countersign' });
  expect(await readAppId(api, 'acme-countersign')).toBe(12);
  github.get('/apps/nobody').reply(404, { message: 'Not Found' });
  await expect(readAppId(api, 'nobody')).rejects.toMatchObject({ code: 'github.not-found' });
});
