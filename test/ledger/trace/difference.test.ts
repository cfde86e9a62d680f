import { expect, test } from '@jest/globals';
import { findDifference } from '../../../src/ledger/trace/difference.ts';
import { commits, momentOf, oid, told, webScene } from './scene.ts';

const between = (from: number, to: number, scene = webScene()) => {
  const span = { environment: 'production', from: momentOf(from), to: momentOf(to) };
  const found = findDifference(scene.traced(), span);
  return { ...found, landings: found.landings.map(({ index }) => index) };
};

test('everything that landed in between', () => {
  expect(between(told.production41, told.production43)).toMatchObject({
    from: { commit: commits.first },
    to: { commit: commits.last },
    way: 'forth',
    landings: [told.landed42, told.hotfix, told.landed43],
  });
});

test('commits that were covered afterwards are known', () => {
  expect([...between(told.production42, told.production43).late]).toEqual([[commits.hotfix, told.hotfixCover]]);
});

test('what was taken out again', () => {
  const landings = [told.landed42, told.hotfix, told.landed43];
  expect(between(told.production43, told.rolledBack)).toMatchObject({ way: 'back', landings });
});

test('the same commit, also after it was gone for a while', () => {
  expect(between(told.production41, told.rolledBack)).toMatchObject({ way: 'same', landings: [] });
});

test('nothing ran there, or what ran there never landed', () => {
  expect(between(0, told.production42)).toMatchObject({ from: null, to: { id: 1234 }, way: 'unknown', landings: [] });
  const scene = webScene();
  scene.deploy(oid('bad'), 'production', { id: 5 });
  expect(between(told.production41, told.artifact + 1, scene)).toMatchObject({ way: 'unknown', landings: [] });
});
