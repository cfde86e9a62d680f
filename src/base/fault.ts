import { type FaultCode, faultCodes } from './fault-codes.ts';

/** Where in a text or a record the fault lies; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface FaultOptions {
  /** What the person should do next, if there is more to say than the code's own page does. */
  readonly next?: string;
  readonly position?: Position;
  /** Machine-readable particulars (ids, sizes, paths). Never a secret: they are logged. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of the house. Its code comes from a closed list (fault-codes.ts), and each code has a page in
 * docs/errors. What is not a Fault is a bug: it is never caught to be ignored.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly next: string | undefined;
  readonly position: Position | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.next = options.next ?? faultCodes[code].next;
    this.position = options.position;
    this.details = options.details ?? {};
  }
}

/** Is this a Fault (with this code, when one is given)? */
export function isFault(error: unknown, code?: FaultCode): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}

/** What is read, or null where that is a Fault. */
export function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!isFault(error)) throw error;
    return null;
  }
}

/** A Fault for anything thrown: Faults pass, everything else becomes `internal.bug` with its cause kept. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault('internal.bug', message, { cause: error });
}
