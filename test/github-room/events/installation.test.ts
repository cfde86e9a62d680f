import { expect, test } from '@jest/globals';
import { readInstallationEvent, readRepositoriesEvent } from '../../../src/github/events/installation.ts';
import { reader } from '../gql.ts';
import { place } from './examples.ts';

const installation = { id: 7, account: { id: 8, login: 'acme', type: 'Organization' } };
const listed = { id: 70, name: 'shop', full_name: 'acme/shop', private: true };

test('an app that is installed hears where', () => {
  const payload = { action: 'created', installation, repositories: [listed] };
  const account = { id: 8, login: 'acme', type: 'organization' };
  expect(readInstallationEvent(reader(payload))).toEqual([
    { kind: 'installed', installation: 7, account, repositories: [place] },
  ]);
  expect(readInstallationEvent(reader({ action: 'created', installation }))).toMatchObject([{ repositories: [] }]);
});

test.each([
  ['deleted', 'uninstalled'],
  ['suspend', 'suspended'],
  ['unsuspend', 'resumed'],
  ['new_permissions_accepted', 'permitted'],
])('%s is %s', (action, kind) => {
  expect(readInstallationEvent(reader({ action, installation }))).toEqual([{ kind, installation: 7 }]);
});

test('what is not known means nothing', () => {
  for (const action of ['something_new', 'toString', 'constructor']) {
    expect(readInstallationEvent(reader({ action, installation }))).toEqual([]);
    expect(readRepositoriesEvent(reader({ action, installation }))).toEqual([]);
  }
});

test('repositories that come and go', () => {
  const payload = { action: 'removed', installation, repositories_added: [], repositories_removed: [listed] };
  expect(readRepositoriesEvent(reader(payload))).toEqual([
    { kind: 'repositories', installation: 7, added: [], removed: [place] },
  ]);
});
