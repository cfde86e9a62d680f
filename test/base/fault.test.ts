import { expect, test } from '@jest/globals';
import { asFault, Fault, isFault, readOrNull } from '../../src/base/fault.ts';
import { faultCodes } from '../../src/base/fault-codes.ts';

test('a fault says what to do: its own advice first, the advice of its code otherwise', () => {
  expect(new Fault('git.missing', 'no git').next).toBe(faultCodes['git.missing'].next);
  expect(new Fault('git.missing', 'no git', { next: 'apt-get install git' }).next).toBe('apt-get install git');
});

test('a fault keeps cause, position and details', () => {
  const cause = new Error('ENOENT');
  const fault = new Fault('policy.schema', 'unknown key', {
    cause,
    position: { line: 3, column: 5 },
    details: { key: 'rulez' },
  });
  expect(fault).toMatchObject({
    name: 'Fault',
    code: 'policy.schema',
    message: 'unknown key',
    position: { line: 3, column: 5 },
    details: { key: 'rulez' },
  });
  expect(fault.cause).toBe(cause);
  expect('cause' in new Fault('git.failed', 'x')).toBe(false);
  expect(fault.stack).toContain('fault.test.ts');
});

test('isFault tells faults from errors, and codes from one another', () => {
  const fault = new Fault('git.failed', 'x');
  expect(isFault(fault)).toBe(true);
  expect(isFault(fault, 'git.failed')).toBe(true);
  expect(isFault(fault, 'git.missing')).toBe(false);
  expect(isFault(new Error('x'))).toBe(false);
  expect(isFault({ name: 'Fault', code: 'git.failed' }, 'git.failed')).toBe(false);
  expect(isFault(null)).toBe(false);
});

test('readOrNull makes null of a fault, and hides no bug', () => {
  const read = (error: unknown) => () => {
    throw error;
  };
  expect(readOrNull(() => 5)).toBe(5);
  expect(readOrNull(read(new Fault('ledger.key', 'x')))).toBeNull();
  expect(() => readOrNull(read(new TypeError('y')))).toThrow(TypeError);
});

test('asFault lets faults pass, and takes everything else for a bug', () => {
  const fault = new Fault('git.failed', 'x');
  const error = new TypeError('undefined is not a function');
  expect(asFault(fault)).toBe(fault);
  expect(asFault(error)).toMatchObject({ code: 'internal.bug', message: 'undefined is not a function', cause: error });
  expect(asFault('a string')).toMatchObject({ code: 'internal.bug', message: 'a string', cause: 'a string' });
  expect(asFault(null)).toMatchObject({ code: 'internal.bug', message: 'null', cause: null });
});
