import type { HeaderFields } from '../../ledger/entry.ts';
import type { SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';

/** Webhooks that an entry names at the most, the newest, newest first; the schema says so too. */
const MOST_DELIVERIES = 8;

interface HeaderSource {
  readonly subject: Pick<SubjectRef, 'installation' | 'repository'>;
  readonly n: number;
  /** RFC 3339. */
  readonly observed: string;
  /** Of the webhooks that led to it, oldest first, as a lease gives them. */
  readonly guids: readonly string[];
}

/** What every entry that the app writes carries. The app itself acts: it judges, whoever asked for it. */
export function headerOf({ config }: Context, { subject, n, observed, guids }: HeaderSource): HeaderFields {
  const { id, owner, name } = subject.repository;
  return {
    n,
    observed,
    actor: { id: config.appId, type: 'app' },
    source: guids.length > 0 ? 'webhook' : 'program',
    deliveries: guids.slice(-MOST_DELIVERIES).toReversed(),
    installation: subject.installation,
    repository: { id, name: `${owner}/${name}` },
  };
}
