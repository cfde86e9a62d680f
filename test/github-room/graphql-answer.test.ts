import { describe, expect, test } from '@jest/globals';
import { isFault } from '../../src/base/fault.ts';
import { readGraphqlAnswer, requireWhole } from '../../src/github/graphql-answer.ts';

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return isFault(error) ? error.code : 'not a fault';
  }
  return 'nothing';
}

describe('a GraphQL answer', () => {
  test('is data', () => {
    const answer = readGraphqlAnswer({ data: { viewer: { login: 'x' } } }, {});
    expect(answer.data.at('viewer').at('login').text()).toBe('x');
    expect(answer.errors).toEqual([]);
    expect(requireWhole(answer, 'viewer').isNothing).toBe(false);
  });

  test('keeps errors that concern a part beside the rest', () => {
    const errors = [{ type: 'NOT_FOUND', path: ['floor'], message: 'Could not resolve', locations: [] }];
    const answer = readGraphqlAnswer({ data: { floor: null, repository: {} }, errors }, {});
    expect(answer.errors).toEqual([{ type: 'NOT_FOUND', path: ['floor'], message: 'Could not resolve' }]);
    expect(codeOf(() => requireWhole(answer, 'floor'))).toBe('github.not-found');
  });

  test.each([
    [
      'a time-out',
      { data: null, errors: [{ message: 'Something went wrong. This may be the result of a timeout' }] },
      'github.unavailable',
    ],
    [
      'a primary limit',
      { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
      'github.rate-limited',
    ],
    [
      'a limit that names a path',
      { data: {}, errors: [{ type: 'RATE_LIMITED', path: ['x'], message: 'no' }] },
      'github.rate-limited',
    ],
    ['an error without a path', { data: { repository: {} }, errors: [{ message: 'partial' }] }, 'github.unavailable'],
    ['no data', { data: null }, 'github.unavailable'],
    ['nothing', {}, 'github.unavailable'],
    ['no object', 'oops', 'github.unavailable'],
    ['errors that are none', { data: {}, errors: 'x' }, 'github.incomplete'],
    ['an error with a path that is none', { data: {}, errors: [{ path: [null], message: 'm' }] }, 'github.incomplete'],
  ])('fails as a whole on %s', (_, body, code) => {
    expect(codeOf(() => readGraphqlAnswer(body, {}))).toBe(code);
  });
});
