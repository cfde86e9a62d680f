import { LEDGER_BRANCH } from '../../ledger/layout.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Collected, Place } from '../ports.ts';

/** The repository's ledger, made when there is none. Its origin is what the repository is called now, and stays. */
export async function openLedger(
  context: Context,
  { repository }: Collected,
  { installation }: Place,
): Promise<LedgerState> {
  const { id, owner, name } = repository;
  const origin = `${context.config.ledger.host}/${owner}/${name}`;
  return await context.store.ledgers.open({
    installation,
    repository: { id, owner, name },
    origin,
    branch: LEDGER_BRANCH,
  });
}
