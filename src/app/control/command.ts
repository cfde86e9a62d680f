import type { Json, JsonObject } from '../../base/json.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';

/**
 * What a running app does for somebody on its own machine. The same function is called by the app, when it is asked through
 * its socket, and by the command line itself, where no app holds the database.
 */
export type ControlCommand =
  /** The database as it is: nothing is migrated, and no queue is started. */
  | { readonly needs: 'transfer'; readonly run: Run<{ readonly store: Pick<Store, 'transfer'> }> }
  | { readonly needs: 'store'; readonly run: Run<Pick<Context, 'store' | 'clock' | 'log'>> }
  | { readonly needs: 'app'; readonly run: Run<Context> };

/**
 * The answer, item by item as it comes; nothing is held back. Throws Faults, in the middle of an answer too. Whoever asked
 * may go away at any item: what was done until then stays done.
 */
export type Run<Needs> = (needs: Needs, request: JsonObject) => AsyncIterable<Json>;
