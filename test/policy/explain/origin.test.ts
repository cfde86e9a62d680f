import { describe, expect, test } from '@jest/globals';
import { eli, makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

const local = makeFacts({ change: { number: null } });

describe('head', () => {
  test('another branch than required', () => {
    expect(explained('{ head: ["fix/*", "release/**"] }')).toEqual({
      title: ['this branch has another name than required'],
      row: 'it comes from `fix-rounding`',
      looked: 'the branch that the change comes from',
      required: 'one of `fix/*` or `release/**`',
      found: ['it comes from `fix-rounding`'],
      steps: ['Push the commits to a branch named `fix/*` or `release/**` and open a new pull request from it.'],
    });
  });

  test('of a fork; and of no branch', () => {
    const forked = makeFacts({ change: { headName: 'release/1', fork: { owner: eli } } });
    expect(explained('{ head: "release/**" }', forked).row).toBe('it comes from `release/1` of a fork');
    expect(explained('{ head: x }', local)).toMatchObject({
      title: ['it is not known which branch it comes from'],
      row: 'only a pull request comes from a branch',
      steps: [],
    });
  });
});

describe('fork', () => {
  test('a fork that is not wanted', () => {
    expect(explained('{ fork: false }', makeFacts({ change: { fork: { owner: eli } } }))).toEqual({
      title: ['changes from forks are not allowed here'],
      row: 'it comes from a fork of @eli',
      looked: 'which repository the change comes from',
      required: 'a branch of this repository',
      found: ['it comes from a fork of @eli'],
      steps: ['Somebody with write access pushes the commits to a branch here and opens a pull request from it.'],
    });
  });

  test('the others', () => {
    expect(explained('{ fork: true }')).toMatchObject({
      title: ['this change has to come from a fork'],
      row: 'it comes from this repository',
      required: 'a fork',
      steps: [],
    });
    expect(explained('{ fork: false }', makeFacts({ change: { fork: { owner: null } } })).row).toBe(
      'it comes from a fork that no longer exists',
    );
    expect(explained('{ fork: true }', local)).toMatchObject({
      title: ['it is not known where it comes from'],
      row: 'only a pull request can come from a fork',
    });
  });
});
