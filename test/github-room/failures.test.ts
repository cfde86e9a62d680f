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
    expect(failures.ofList('reviews')).toBe('FORBIDDEN');
    expect(failures.ofList('commits')).toBeNull();
    expect(failures.ofList('files')).toBeNull();
    expect([2, 3, 4].map((index) => failures.ofSignature(index))).toEqual([false, true, false]);
    const message = sortFailures([failed([...pull, 'commits', 'nodes', 3, 'commit', 'message'])]);
    expect(message.ofList('commits')).toBe('UNKNOWN');
    expect(message.ofSignature(3)).toBe(false);
  });

  test.each([
    [['repository'], 'NOT_FOUND', 'github.not-found'],
    [[...pull], 'NOT_FOUND', 'github.not-found'],
    [[...pull, 'baseRef', 'target', 'file'], null, 'github.unavailable'],
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
