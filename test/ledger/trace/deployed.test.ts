import { expect, test } from '@jest/globals';
import { byEnvironment, listDeployed } from '../../../src/ledger/trace/deployed.ts';
import { traceEntry } from '../../../src/ledger/trace/traced-entry.ts';
import { api, commits, momentOf, Scene, told, webScene } from './scene.ts';

test('only what succeeded ran somewhere', () => {
  const all = listDeployed(webScene().traced());
  expect(all.map(({ entry, commit, environment }) => [entry.index, commit, environment])).toEqual([
    [told.production41, commits.first, 'production'],
    [told.staging42, commits.change, 'staging'],
    [told.production42, commits.change, 'production'],
    [told.production43, commits.last, 'production'],
    [told.rolledBack, commits.first, 'production'],
  ]);
  expect(all[0]).toMatchObject({ id: 1200, decision: null, since: momentOf(told.production41) });
});

test('environments of the same name in two repositories are two', () => {
  const scene = webScene();
  scene.repository = api;
  scene.deploy(commits.first, 'production', { id: 7 });
  const groups = byEnvironment(listDeployed(scene.traced())).map((group) => group.map(({ id }) => id));
  expect(groups).toEqual([[1200, 1234, 1240, 1241], [1231], [7]]);
});

test('what was read back later stands where it was', () => {
  const scene = new Scene();
  scene.deploy(commits.last, 'production', { id: 2 });
  scene.happen(commits.first, {
    event: 'deployment',
    code: 'deployment.succeeded',
    environment: 'production',
    deployment: { id: 1, decision: null },
    ended: momentOf(0),
  });
  expect(listDeployed(scene.traced()).map(({ id }) => id)).toEqual([1, 2]);
  expect(listDeployed([traceEntry(0, new Uint8Array())])).toEqual([]);
});
