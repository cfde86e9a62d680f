import { Fault } from '../base/fault.ts';

/** SQLSTATE classes after which the same statement may succeed: nothing is wrong with the statement itself. */
const UNAVAILABLE = [
  '08', // connection
  '28', // credentials: the server is there, but not for us
  '3D', // no such database
  '40', // serialization, deadlock: tried again a few times before this is said
  '53', // disk, memory or connections exhausted
  '55', // a lock could not be had in time
  '57', // shutting down, starting up, cancelled by a timeout
  '58', // input and output
  '25006', // read-only: a standby that has not taken over yet
  'XX', // the server's own errors, corruption among them
] as const;

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** A Fault for whatever a driver throws: what carries no SQLSTATE never reached the database, or came from its death. */
export function databaseFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  const state = sqlState(error);
  if (state === null || UNAVAILABLE.some((prefix) => state.startsWith(prefix))) {
    return new Fault('store.unavailable', `The database cannot be used: ${describe(error, message)}`, { cause: error });
  }
  return new Fault('internal.bug', `The database refused a statement: ${message} (${state})`, {
    cause: error,
    details: { state },
  });
}

/** SQLSTATE of, among others, a prepared statement whose result is another one since somebody migrated the database. */
const REFUSED_PLAN = '0A000';

/** A transaction that lost against another one, or met a table that changed meanwhile: it may simply run again. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error instanceof Fault ? error.cause : error);
  return state === '40001' || state === '40P01' || state === REFUSED_PLAN;
}

function sqlState(error: unknown): string | null {
  const code = codeOf(error);
  return code !== null && SQLSTATE.test(code) ? code : null;
}

function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/** Node reports a refused connection as an error without a message when several addresses were tried. */
function describe(error: unknown, message: string): string {
  return message === '' ? (codeOf(error) ?? 'no reason was given') : message;
}
