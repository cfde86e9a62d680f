import { expect, test } from '@jest/globals';
import { assertOne, byRepository, ofRepository } from '../../../src/ledger/trace/one-repository.ts';
import { api, commits, told, webScene } from './scene.ts';

const scene = webScene();
scene.repository = { ...scene.repository, name: 'acme/site' };
scene.deploy(commits.last, 'production', { id: 1 });
scene.repository = api;
scene.deploy(commits.last, 'production', { id: 2 });
const entries = scene.traced();
const [renamed, other] = [told.artifact + 1, told.artifact + 2];

test('a repository that was renamed is the same by each of its names', () => {
  const now = ofRepository(entries, 'ACME/site');
  expect(now).toEqual(ofRepository(entries, 'acme/web'));
  expect(now.map(({ index }) => index)).toContain(renamed);
  expect(now.map(({ index }) => index)).not.toContain(other);
  expect(ofRepository(entries, 'acme/none')).toEqual([]);
  expect(ofRepository(entries, null)).toBe(entries);
});

test('alerts are told with each repository', () => {
  const alerts = [told.hotfixAlert, told.productionAlert];
  const groups = byRepository(entries).map((group) => group.map(({ index }) => index));
  expect(groups).toHaveLength(3); // the genesis is about a third
  for (const group of groups) expect(group).toEqual(expect.arrayContaining(alerts));
  expect(groups.filter((group) => group.includes(other))).toEqual([[...alerts, other]]);
});

test('several are named', () => {
  const web = ofRepository(entries, 'acme/web');
  expect(() => assertOne(web, '#42')).not.toThrow();
  const others = ofRepository(entries, 'acme/api');
  expect(() => assertOne([...web.slice(-1), ...others], '#42')).toThrow('#42: acme/api, acme/site');
});
