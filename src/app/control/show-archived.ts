import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Context } from '../context.ts';

/**
 * Request: `origin` of a ledger and `index`. Answer: `{size, bytes}`; `bytes` null: the ledger ends before it. Throws Fault
 * `ledger.not-found` where no ledger has this origin.
 */
export async function* showArchived(
  { store }: Pick<Context, 'store'>,
  { origin, index }: JsonObject,
): AsyncGenerator<Json> {
  if (typeof origin !== 'string' || typeof index !== 'number')
    throw new Fault('cli.usage', 'An entry is asked for by the origin of its ledger and its index');
  const ledger = await store.search.ledger(origin);
  if (ledger === null)
    throw new Fault('ledger.not-found', `The archive has no ledger ${JSON.stringify(origin)}`, {
      next: 'Name it as its checkpoint does: github.com/acme/shop. `ledger query --archive` shows them.',
    });
  const [entry] = await store.ledgers.entries(ledger.id, index, index + 1);
  yield { size: ledger.size, bytes: entry?.bytes ?? null };
}
