import { describe, expect, test } from '@jest/globals';
import { isFault } from '../../src/base/fault.ts';
import { sortFailures } from '../../src/github/failures.ts';
import { failed } from './gql.ts';

const pull = ['repository', 'pullRequest'] as const;

describe('an error beside the data', () => {
  test('concerns the field that it names', () => {
    const failures = sortFailures([failed(['floor'], 'NOT_FOUND'), failed(['team0', 'team', 'members'])]);
    expect(failures.ofField('floor')).toBe('NOT_FOUND');
    expect(failures.ofField('team0')).toBe('UNKNOWN');
    expect(failures.ofField('team1')).toBeNull();
  });

  test('concerns a list, or one signature in it', () => {
    const failures = sortFailures([
      failed([...pull, 'reviews'], 'FORBIDDEN'),
      failed([...pull, 'commits', 'nodes', 3, 'commit', 'signature', 'signer']),
    ]);
    expect(failures.ofSection('reviews')).toBe('FORBIDDEN');
    expect(failures.ofSection('commits')).toBeNull();
    expect(failures.ofSection('files')).toBeNull();
    expect([2, 3, 4].map((index) => failures.ofSignature(index))).toEqual([false, true, false]);
    const message = sortFailures([failed([...pull, 'commits', 'nodes', 3, 'commit', 'message'])]);
    expect(message.ofSection('commits')).toBe('UNKNOWN');
    expect(message.ofSignature(3)).toBe(false);
  });

  test('concerns what machines said of a commit, the rules of the base, or the branch of the policy', () => {
    const tip = [...pull, 'tip', 'nodes', 0, 'commit'] as const;
    const run = [...tip, 'checkSuites', 'nodes', 3, 'workflowRun'] as const;
    const failures = sortFailures([failed(run, 'FORBIDDEN'), failed([...pull, 'baseRef', 'rules'], 'FORBIDDEN')]);
    expect(failures.ofSection('workflows')).toBe('FORBIDDEN');
    expect(failures.ofSection('rules')).toBe('FORBIDDEN');
    for (const other of ['checks', 'labels', 'policy'] as const) expect(failures.ofSection(other)).toBeNull();
    // A status context that the app may not read, deep in the list.
    const context = [...tip, 'statusCheckRollup', 'contexts', 'nodes', 14, 'checkSuite'] as const;
    expect(sortFailures([failed(context)]).ofSection('checks')).toBe('UNKNOWN');
    expect(sortFailures([failed(context)]).ofSection('workflows')).toBeNull();
    expect(sortFailures([failed([...context, 'workflowRun'], 'FORBIDDEN')]).ofSection('checks')).toBeNull();
    const group = sortFailures([failed(['repository', 'machines'], 'NOT_FOUND')]);
    expect([group.ofSection('checks'), group.ofSection('workflows')]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    const page = sortFailures([failed(['repository', 'machines', 'checkSuites'])]);
    expect([page.ofSection('checks'), page.ofSection('workflows')]).toEqual([null, 'UNKNOWN']);
    expect(sortFailures([failed(['repository', 'policy', 'target'])]).ofSection('policy')).toBe('UNKNOWN');
    expect(sortFailures([failed([...pull, 'baseRef', 'refUpdateRule'])]).ofSection('rules')).toBeNull();
  });

  test.each([
    [['repository'], 'NOT_FOUND', 'github.not-found'],
    [[...pull], 'NOT_FOUND', 'github.not-found'],
    [[...pull, 'baseRef', 'name'], null, 'github.unavailable'],
    [[...pull, 'tip', 'nodes', 0], null, 'github.unavailable'],
    [['repository', 'owner'], 'FORBIDDEN', 'github.forbidden'],
  ])('at %j fails as a whole', (path, type, code) => {
    let thrown: unknown;
    try {
      sortFailures([failed(path, type)]);
    } catch (error) {
      thrown = error;
    }
    expect(isFault(thrown) ? thrown.code : thrown).toBe(code);
  });
});
