import { describe, expect, test } from '@jest/globals';
import { readEndedRun, readEndedSuite } from '../../../src/github/events/ended.ts';
import { oid, reader } from '../gql.ts';
import { by, dana, envelope } from './examples.ts';

const amir = { id: 6, login: 'amir', type: 'User' };

describe('a run', () => {
  const run = {
    id: 9,
    run_attempt: 2,
    head_sha: oid(1),
    head_branch: 'main',
    head_repository: { id: 70 },
    path: '.github/workflows/ci.yml@main',
    event: 'push',
    conclusion: 'timed_out',
    actor: dana,
    triggering_actor: amir,
    run_started_at: '2026-11-22T10:00:00Z',
    updated_at: '2026-11-22T10:05:00Z',
  };
  const read = (changes: object = {}) => readEndedRun(reader({ ...envelope, workflow_run: { ...run, ...changes } }));

  test('is told with who began it and who started it this time', () => {
    expect(read()).toEqual({
      commit: oid(1),
      branch: 'main',
      outcome: 'timed_out',
      actor: { id: 6, login: 'amir', type: 'user' },
      at: Date.UTC(2026, 10, 22, 10, 5),
      of: {
        is: 'run',
        id: 9,
        attempt: 2,
        path: '.github/workflows/ci.yml',
        event: 'push',
        starter: by,
        startedAt: Date.UTC(2026, 10, 22, 10),
      },
    });
    expect(read({ triggering_actor: null }).actor).toEqual(by);
  });

  test.each([{ head_repository: { id: 71 } }, { head_repository: null }, { head_branch: null }])(
    '%j is of no branch of this repository',
    (changes) => {
      expect(read(changes).branch).toBeNull();
    },
  );

  test('of which little is said is told all the same; without a commit it is none', () => {
    const bare = readEndedRun(reader({ ...envelope, workflow_run: { id: 9, head_sha: oid(1) } }));
    expect(bare).toMatchObject({
      branch: null,
      outcome: 'error',
      actor: null,
      at: null,
      of: { attempt: 1, path: null },
    });
    expect(() => read({ head_sha: 'main' })).toThrow('is not an object id');
  });
});

describe('a suite', () => {
  const suite = {
    id: 5,
    head_sha: oid(1),
    head_branch: null,
    conclusion: 'failure',
    updated_at: '2026-11-22T10:05:00Z',
    latest_check_runs_count: 3,
    app: { id: 12, slug: 'scanner' },
  };
  const read = (changes: object = {}) => readEndedSuite(reader({ ...envelope, check_suite: { ...suite, ...changes } }));

  test('is told with its app, and by nobody', () => {
    expect(read()).toEqual({
      commit: oid(1),
      branch: null,
      outcome: 'failure',
      actor: null,
      at: Date.UTC(2026, 10, 22, 10, 5),
      of: { is: 'suite', id: 5, app: 12, checks: 3 },
    });
  });

  test.each([{ app: null }, { id: null }, { app: { id: 15_368, slug: 'github-actions' } }])('%j is none', (changes) => {
    expect(read(changes)).toBeNull();
  });
});
