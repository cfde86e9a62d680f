import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import { databaseFault, isConflict } from '../../src/store/database-fault.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('what a driver throws', () => {
  test.each([
    ['a refused connection', failure('', 'ECONNREFUSED')],
    ['a connection that broke', failure('Connection terminated unexpectedly')],
    ['a pool that gave up waiting', failure('timeout exceeded when trying to connect')],
    ['an embedded database that is closed', failure('PGlite is closed')],
    ['a server that shuts down', failure('terminating connection', '57P01')],
    ['a server that starts', failure('starting up', '57P03')],
    ['a full disk', failure('could not extend file', '53100')],
    ['a standby', failure('cannot execute INSERT in a read-only transaction', '25006')],
    ['a wrong password', failure('password authentication failed', '28P01')],
    ['a deadlock', failure('deadlock detected', '40P01')],
    ['corruption', failure('invalid page', 'XX001')],
    ['a text', 'gone'],
  ])('%s is store.unavailable', (_, error) => {
    const fault = databaseFault(error);
    expect(fault.code).toBe('store.unavailable');
    expect(fault.cause).toBe(error);
    expect(fault.message).not.toMatch(/: $/);
  });

  test.each([
    ['23505', 'unique violation'],
    ['42P01', 'no such table'],
    ['22021', 'invalid byte sequence'],
    ['25P02', 'transaction is aborted'],
  ])('%s is our own mistake', (code, message) => {
    expect(databaseFault(failure(message, code))).toMatchObject({ code: 'internal.bug', details: { state: code } });
  });

  test('passes when it is a Fault already', () => {
    const fault = new Fault('store.lease-lost', 'gone');
    expect(databaseFault(fault)).toBe(fault);
  });
});

test('only deadlocks and serialization failures may simply run again', () => {
  expect(isConflict(databaseFault(failure('deadlock detected', '40P01')))).toBe(true);
  expect(isConflict(failure('could not serialize', '40001'))).toBe(true);
  expect(isConflict(failure('cached plan must not change result type', '0A000'))).toBe(true);
  expect(isConflict(databaseFault(failure('', 'ECONNRESET')))).toBe(false);
  expect(isConflict(new Fault('store.lease-lost', 'gone'))).toBe(false);
});
