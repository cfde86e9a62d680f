import type { RepositoryFacts } from '../../policy/facts.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { knownHost } from './ledger-host.ts';

/**
 * May logins and the names of teams stand in this ledger? Where the setting leaves it open, it is for whoever can read the
 * ledger: so the repository that hosts it counts, not the one that is judged.
 */
export async function mayName(
  context: Context,
  { installation, repository }: Pick<LedgerState, 'installation' | 'repository'>,
  judged: Pick<RepositoryFacts, 'id' | 'private'>,
): Promise<boolean> {
  const { names } = context.config.ledger;
  if (names !== 'auto') return names === 'yes';
  if (repository.id === judged.id) return judged.private;
  const host = await knownHost(context, installation);
  return host !== null && host.repository.id === repository.id && host.isPrivate;
}
