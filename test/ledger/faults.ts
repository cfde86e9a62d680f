import { isFault } from '../../src/base/fault.ts';
import type { FaultCode } from '../../src/base/fault-codes.ts';

/** The code of the Fault that `act` throws; null when it throws nothing. Anything else that is thrown passes on. */
export function faultOf(act: () => unknown): FaultCode | null {
  try {
    act();
    return null;
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}
