import { expect, test } from '@jest/globals';
import { findArtifact, findCover, findGate } from '../../../src/ledger/trace/may-ship.ts';
import { artifact, commits, oid, told, webScene } from './scene.ts';

const scene = webScene();
const entries = scene.traced();

test.each([
  [commits.change, { state: 'yes', entry: { index: told.landed42 }, isLate: false }],
  [commits.part, { state: 'yes', entry: { index: told.landed42 } }],
  [commits.hotfix, { state: 'yes', entry: { index: told.hotfixCover }, decision: null, isLate: true }],
  [commits.head, { state: 'unrecorded', entry: null }],
])('whether %s landed with a decision', (commit, expected) =>
  expect(findCover(entries, commit)).toMatchObject(expected),
);

test('a landing names its decision, and before the late cover there was none', () => {
  expect(findCover(entries, commits.change).decision).toBe(scene.entries[told.decided42]?.id);
  const before = entries.slice(0, told.hotfixCover);
  expect(findCover(before, commits.hotfix)).toMatchObject({ state: 'no', entry: { index: told.hotfix } });
});

test('the newest decision of an environment counts', () => {
  expect(findGate(entries, commits.change, 'production')).toMatchObject({
    state: 'yes',
    entry: { index: told.gateOpen },
  });
  const before = entries.slice(0, told.gateOpen);
  expect(findGate(before, commits.change, 'production')).toMatchObject({
    state: 'no',
    entry: { index: told.gateClosed },
  });
  expect(findGate(entries, commits.change, 'staging')).toMatchObject({ state: 'unrecorded', entry: null });
  expect(findGate(entries, commits.head, 'production')).toMatchObject({ state: 'unrecorded' });
});

test('an artifact, in any environment or in one', () => {
  expect(findArtifact(entries, artifact, null)).toMatchObject({ state: 'yes', entry: { index: told.artifact } });
  expect(findArtifact(entries, artifact, 'production').state).toBe('yes');
  expect(findArtifact(entries, artifact, 'staging').state).toBe('unrecorded');
  expect(findArtifact(entries, oid('0'), null).state).toBe('unrecorded');
  const later = webScene();
  later.decideArtifact(artifact, 'deny');
  expect(findArtifact(later.traced(), artifact, null)).toMatchObject({
    state: 'no',
    entry: { index: told.artifact + 1 },
  });
});
