import { describe, expect, test } from '@jest/globals';
import { RequestError } from '@octokit/request-error';
import fc from 'fast-check';
import { Fault } from '../../src/base/fault.ts';
import { faultCodes } from '../../src/base/fault-codes.ts';
import { answerReader, faultOf, graphqlFault, toFault } from '../../src/github/fault.ts';

const request = {
  method: 'POST' as const,
  url: 'https://api.github.com/x',
  headers: { authorization: 'token ghs_secret' },
  body: { contents: 'ghs_secret' },
};

function refused(status: number, message = 'no', headers: Record<string, string> = {}): RequestError {
  return new RequestError(message, status, {
    request,
    response: { status, url: request.url, headers, data: { message } },
  });
}

describe('a refused request', () => {
  test.each([
    [401, 'github.unauthorized'],
    [403, 'github.forbidden'],
    [404, 'github.not-found'],
    [409, 'github.unavailable'],
    [410, 'github.not-found'],
    [422, 'github.invalid'],
    [429, 'github.rate-limited'],
    [451, 'github.forbidden'],
    [500, 'github.unavailable'],
    [502, 'github.unavailable'],
    [503, 'github.unavailable'],
  ])('%i is %s', (status, code) => {
    const fault = toFault(refused(status), 'POST /x');
    expect(fault.code).toBe(code);
    expect(fault.message).toBe(`POST /x: ${status} no`);
    expect(fault.details['status']).toBe(status);
  });

  test('403 is a rate limit when GitHub says so, with how long to wait', () => {
    const date = 'Sat, 21 Nov 2026 12:00:00 GMT';
    const reset = String(Date.parse(date) / 1_000 + 90);
    const limits: readonly [Record<string, string>, string, number][] = [
      [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date }, 'API rate limit exceeded', 90_000],
      [{ 'retry-after': '30' }, 'You have exceeded a secondary rate limit', 30_000],
      [{ 'retry-after': '0' }, 'secondary', 1_000],
      [{}, 'You have exceeded a secondary rate limit and have been temporarily blocked', 60_000],
      [{ 'x-ratelimit-remaining': '0' }, 'API rate limit exceeded', 60_000],
      [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1', date }, 'API rate limit exceeded', 1_000],
    ];
    for (const [headers, message, retryAfter] of limits) {
      const fault = toFault(refused(403, message, headers), 'GET /x');
      expect([fault.code, fault.details['retryAfter']]).toEqual(['github.rate-limited', retryAfter]);
    }
  });

  test('403 for a missing permission names what would be enough', () => {
    const headers = { 'x-accepted-github-permissions': 'checks=write', 'x-ratelimit-remaining': '4999' };
    const fault = toFault(refused(403, 'Resource not accessible by integration', headers), 'POST /x');
    expect(fault.code).toBe('github.forbidden');
    expect(fault.details['acceptedPermissions']).toBe('checks=write');
  });

  test('for what push protection takes for a secret is none that another try helps', () => {
    const said = 'Repository rule violations found\n\nSecret detected in content\n\n';
    const refusal = { status: 409, headers: {}, message: said, what: 'blob' };
    expect(faultOf(refusal)).toMatchObject({ code: 'github.content-refused' });
    expect(faultOf({ ...refusal, message: 'Git Repository is empty.' })).toMatchObject({ code: 'github.unavailable' });
    for (const type of ['UNPROCESSABLE', 'FORBIDDEN', null]) {
      const fault = graphqlFault([{ type, path: [], message: said }], {}, 'commit');
      expect(fault.code).toBe('github.content-refused');
    }
  });

  test('carries no secret, whatever is logged of it', () => {
    const fault = toFault(refused(500), 'POST /x');
    expect(fault.cause).toBeUndefined();
    expect(JSON.stringify([fault, fault.message, fault.stack])).not.toContain('ghs_secret');
  });
});

describe('no answer', () => {
  test.each([
    [new DOMException('The operation was aborted due to timeout', 'TimeoutError'), /TimeoutError/],
    [
      Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      }),
      /ECONNRESET/,
    ],
    ['just a text', /no answer/],
  ])('%p is unavailable, with the reason', (error, reason) => {
    const fault = toFault(error, 'GET /x');
    expect(fault.code).toBe('github.unavailable');
    expect(fault.message).toMatch(reason);
  });

  test('faults pass', () => {
    const fault = new Fault('github.incomplete', 'x');
    expect(toFault(fault, 'GET /x')).toBe(fault);
  });
});

describe('errors inside a GraphQL answer', () => {
  test.each([
    ['RATE_LIMITED', 'github.rate-limited'],
    ['RATE_LIMIT', 'github.rate-limited'],
    ['NOT_FOUND', 'github.not-found'],
    ['FORBIDDEN', 'github.forbidden'],
    ['STALE_DATA', 'ledger.stale-head'],
    ['UNPROCESSABLE', 'github.invalid'],
    ['SOMETHING_NEW', 'github.unavailable'],
    [null, 'github.unavailable'],
  ])('%s is %s', (type, code) => {
    expect(graphqlFault([{ type, path: [], message: 'm' }], {}, 'graphql').code).toBe(code);
  });

  test('the gravest counts', () => {
    const errors = [
      { type: 'NOT_FOUND', path: ['floor'], message: 'a' },
      { type: 'STALE_DATA', path: ['x'], message: 'b' },
    ];
    expect(graphqlFault(errors, {}, 'graphql').code).toBe('ledger.stale-head');
  });

  test('a secondary limit shows in the text alone', () => {
    const error = { type: null, path: [], message: 'You have exceeded a secondary rate limit.' };
    const fault = graphqlFault([error], { 'retry-after': '5' }, 'graphql');
    expect([fault.code, fault.details['retryAfter']]).toEqual(['github.rate-limited', 5_000]);
  });
});

test('an answer without a field is incomplete', () => {
  expect(() => answerReader({}, 'GET /x').at('id').count()).toThrow(
    new Fault('github.incomplete', 'GET /x.id is not a whole number'),
  );
});

test('every answer becomes a fault of the list, with a short message', () => {
  const headers = fc.dictionary(
    fc.constantFrom('retry-after', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'date'),
    fc.oneof(fc.string(), fc.integer(), fc.constant('0')),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 999 }),
      headers,
      fc.string({ maxLength: 5_000 }),
      (status, sent, message) => {
        const fault = faultOf({ status, headers: sent, message, what: 'GET /x' });
        expect(Object.keys(faultCodes)).toContain(fault.code);
        expect(fault.message.length).toBeLessThan(400);
        const wait = fault.details['retryAfter'];
        expect(wait === undefined || (typeof wait === 'number' && wait >= 1_000)).toBe(true);
      },
    ),
  );
});
