import { isJsonObject, objectOf } from '../../base/json.ts';
import { everyEntry } from '../../ledger/entry-filter.ts';
import type { Context } from '../context.ts';
import { fileEntries } from './file-entries.ts';
import { searchArchive } from './search-archive.ts';

export interface About {
  /** Numeric id. */
  readonly repository: number;
  /** A full object id. */
  readonly commit: string;
  /** SHA-256 of the full ref of the branch that the decision is for. */
  readonly refDigest: string;
}

/** One commit is judged again and again while its pull request is open; more often than this nobody looks back. */
const MOST = 500;

export interface NewestDecision {
  /** Id of its entry. */
  readonly entry: string;
  readonly isPassing: boolean;
  /** `pull_request`, `merge_group` … */
  readonly kind: string;
}

/** The newest recorded decision about this commit on this branch, in whichever ledger; null: there is none. */
export async function newestDecision(
  context: Pick<Context, 'store'>,
  { repository, commit, refDigest }: About,
): Promise<NewestDecision | null> {
  await fileEntries(context);
  const filter = { ...everyEntry, kind: 'decision', subject: { is: 'commit', prefix: commit } } as const;
  for await (const { bytes } of searchArchive(context, { filter, limit: MOST })) {
    const predicate = objectOf(objectOf(JSON.parse(bytes))['predicate']);
    const { base, kind } = objectOf(predicate['countersign_decision']);
    const { id, repository: place } = objectOf(predicate['countersign']);
    if (objectOf(place)['id'] !== repository || !isJsonObject(base) || base['refDigest'] !== refDigest) continue;
    if (typeof id !== 'string' || typeof kind !== 'string') continue;
    return { entry: id, isPassing: predicate['verificationResult'] === 'PASSED', kind };
  }
  return null;
}
