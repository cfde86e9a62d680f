import { isConflict } from '../database-fault.ts';

const MOST_ATTEMPTS = 4;

/** Again after a deadlock or a serialization failure: the database undid everything, and the other one has won by now. */
export async function runTransaction<T>(once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}
