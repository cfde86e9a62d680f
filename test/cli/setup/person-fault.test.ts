import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../../src/base/fault.ts';
import type { FaultCode } from '../../../src/base/fault-codes.ts';
import { type Attempt, asPerson } from '../../../src/cli/setup/person-fault.ts';

const told = async (code: FaultCode, kind: Attempt['kind'], message = 'GET /x: 403 No', details = {}) => {
  const fault = new Fault(code, message, { details });
  const error: unknown = await asPerson({ kind, about: 'acme/shop' }, Promise.reject(fault)).catch(
    (caught: unknown) => caught,
  );
  const { next, message: said, code: kept } = error as Fault;
  expect(kept).toBe(code);
  return `${said}. ${next}`;
};

describe('somebody at a terminal is told', () => {
  test('that the plan has no rulesets', async () => {
    const message = 'GET /x: 403 Upgrade to GitHub Pro or make this repository public to enable this feature.';
    expect(await told('github.forbidden', 'read', message)).toBe(
      'acme/shop is private, and its plan has no rulesets. Make it public, or upgrade to GitHub Pro or Team; until then nothing can require the check.',
    );
    expect(await told('github.forbidden', 'write', message)).toContain('its plan has no rulesets');
  });

  test('that the token is refused', async () => {
    expect(await told('github.unauthorized', 'read')).toContain('GitHub does not accept the token');
  });

  test('how long to wait', async () => {
    expect(await told('github.rate-limited', 'read', 'x', { retryAfter: 59_500 })).toContain(
      'GitHub asks to wait for 60 seconds',
    );
    expect(await told('github.rate-limited', 'read')).toContain('GitHub asks to wait. Run it again');
  });

  test('that the repository or the app is not there for them', async () => {
    expect(await told('github.not-found', 'read')).toContain(
      'There is no repository acme/shop that this token may see',
    );
    expect(await told('github.not-found', 'app')).toContain('There is no app acme/shop, or it is private');
  });

  test('that it takes an administrator', async () => {
    for (const code of ['github.not-found', 'github.forbidden'] as const)
      expect(await told(code, 'write')).toContain('It takes an administrator of the repository');
    expect(await told('github.forbidden', 'read')).toContain('read the metadata');
  });

  test('that the app has to be installed, where GitHub calls the request invalid', async () => {
    expect(await told('github.invalid', 'write', 'POST /x: 422 Actor')).toContain('install it on the repository first');
  });

  test('to try again, where nothing else is known', async () => {
    expect(await told('github.unavailable', 'read')).toContain('Run it again');
  });
});

test('bugs stay bugs, answers stay answers', async () => {
  const bug = new TypeError('x');
  await expect(asPerson({ kind: 'read', about: 'a/b' }, Promise.reject(bug))).rejects.toBe(bug);
  expect(await asPerson({ kind: 'read', about: 'a/b' }, Promise.resolve(3))).toBe(3);
});
