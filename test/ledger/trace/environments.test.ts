import { describe, expect, test } from '@jest/globals';
import { findRunning } from '../../../src/ledger/trace/environments.ts';
import { api, commits, momentOf, told, webScene } from './scene.ts';

const everything = { environment: null, at: null };

describe('what runs where', () => {
  test('the newest that succeeded, and the one before it', () => {
    expect(findRunning(webScene().traced(), everything)).toMatchObject([
      {
        repository: 'acme/web',
        environment: 'production',
        now: { commit: commits.first, id: 1241 },
        before: { commit: commits.last, id: 1240 },
        decision: null,
        inactive: null,
      },
      { environment: 'staging', now: { id: 1231 }, before: null },
    ]);
  });

  test('then, with the decision that it went on with', () => {
    const [running, ...others] = findRunning(webScene().traced(), {
      environment: 'production',
      at: momentOf(told.production42),
    });
    expect(running).toMatchObject({ now: { id: 1234 }, before: { id: 1200 }, decision: { index: told.gateOpen } });
    expect(others).toEqual([]);
    expect(findRunning(webScene().traced(), { environment: 'production', at: momentOf(0) })).toEqual([]);
  });

  test('by the names of repositories, and out of use where that is said', () => {
    const scene = webScene();
    scene.repository = api;
    scene.deploy(commits.first, 'production', { id: 7 });
    scene.deploy(commits.first, 'production', { id: 7, what: 'inactive' });
    const running = findRunning(scene.traced(), everything);
    expect(running.map(({ repository, inactive }) => [repository, inactive])).toEqual([
      ['acme/api', momentOf(told.artifact + 2)],
      ['acme/web', null],
      ['acme/web', null],
    ]);
    const before = findRunning(scene.traced(), { environment: null, at: momentOf(told.artifact + 1) });
    expect(before[0]).toMatchObject({ repository: 'acme/api', inactive: null });
  });
});
