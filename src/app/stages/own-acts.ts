import { ledgerSubject } from '../../ledger/build.ts';
import type { LedgerState, NewestEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { subjectText } from './known-policies.ts';

/** What a ledger says of itself (genesis, start, rotation, repair, adoption …), pending entries included. */

type Of = Pick<LedgerState, 'id' | 'origin'>;

/** In their order; those that wait have no index. */
export async function ownActs({ store }: Pick<Context, 'store'>, { id, origin }: Of): Promise<readonly NewestEntry[]> {
  return await store.ledgers.everyOf(id, ownSubject(origin), 'ledger');
}

export async function newestOwnAct({ store }: Pick<Context, 'store'>, { id, origin }: Of): Promise<NewestEntry | null> {
  return await store.ledgers.newestOf(id, ownSubject(origin), 'ledger');
}

/** How the store files them. */
export function ownSubject(origin: string): string {
  return subjectText(ledgerSubject(origin));
}
