import { expect, test } from '@jest/globals';
import { byRepository } from '../../../src/ledger/trace/one-repository.ts';
import type { Asked } from '../../../src/ledger/trace/scope.ts';
import { tellStory } from '../../../src/ledger/trace/story.ts';
import { repositoryOf, tellEach } from '../../../src/ledger/trace/tell-each.ts';
import { api, commits, oid, told, web, webScene } from './scene.ts';

const scene = webScene();
scene.repository = api;
scene.happen(oid('a91'), { event: 'build', result: 'passed', tickets: ['SHOP-412'] });
const entries = scene.traced();
const ticket: Asked = { is: 'ticket', key: 'SHOP-412' };

test('the stories of all repositories are told as one', () => {
  const lines = tellEach(ticket, entries);
  const own = tellStory(ticket, webScene().traced());
  expect(lines).toEqual([...own, expect.objectContaining({ entry: entries.at(-1) })]);
});

test('a group is of one repository, whatever alerts are told with it', () => {
  expect(byRepository(entries).map(repositoryOf)).toEqual(expect.arrayContaining([web.id, api.id]));
  expect(repositoryOf([])).toBeNull();
});

test('what is known to hold it needs no landings', () => {
  const asked: Asked = { is: 'commit', prefix: commits.change };
  const without = webScene()
    .traced()
    .filter(({ index }) => index !== told.landed43);
  const indexes = (known?: ReadonlySet<string>) =>
    tellEach(asked, without, known === undefined ? undefined : new Map([[web.id, known]])).map(
      ({ entry }) => entry.index,
    );
  // The tip that it cannot lead to takes its place.
  expect(indexes()).toContain(told.production43);
  expect(indexes(new Set([commits.last]))).not.toContain(told.production43);
  expect(indexes(new Set([commits.last]))).toEqual(
    tellEach(asked, webScene().traced()).map(({ entry }) => entry.index),
  );
});
