import { LEDGER_BRANCH } from '../../ledger/layout.ts';
import type { LedgerState, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';

/**
 * The repository's ledger, made when there is none. Its origin is what the repository is called then, and stays; owner,
 * name and installation follow the repository, so that it is found after a transfer, a rename or a new installation.
 */
export async function openLedger(
  context: Context,
  { installation }: Pick<Place, 'installation'>,
  { id, owner, name }: SubjectRef['repository'],
): Promise<LedgerState> {
  const known = await context.store.ledgers.ofRepository(id);
  const isCurrent =
    known !== null &&
    known.installation === installation &&
    known.repository.owner === owner &&
    known.repository.name === name;
  if (isCurrent) return known;
  const origin = `${context.config.ledger.host}/${owner}/${name}`;
  return await context.store.ledgers.open({
    installation,
    repository: { id, owner, name },
    origin,
    branch: LEDGER_BRANCH,
  });
}
