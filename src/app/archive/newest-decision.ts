import { isJsonObject, objectOf } from '../../base/json.ts';
import type { Context } from '../context.ts';
import { eachEntry } from './each-entry.ts';
import { fileEntries } from './file-entries.ts';

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

const ABOUT_LANDING: ReadonlySet<string> = new Set(['pull_request', 'merge_group', 'push', 'commit']);

export interface NewestDecision {
  /** Id of its entry. */
  readonly entry: string;
  readonly isPassing: boolean;
  /** `pull_request`, `merge_group` … */
  readonly kind: string;
}

/** The newest recorded decision whether this commit may land on this branch, in whichever ledger; null: there is none. */
export async function newestDecision(
  context: Pick<Context, 'store'>,
  { repository, commit, refDigest }: About,
): Promise<NewestDecision | null> {
  await fileEntries(context);
  const filter = { kind: 'decision', subject: { is: 'commit', prefix: commit } } as const;
  for await (const { id, predicate } of eachEntry(context, { repository, filter, most: MOST })) {
    const { base, kind } = objectOf(predicate['countersign_decision']);
    // That it may be deployed says nothing of how it may land.
    if (typeof kind !== 'string' || !ABOUT_LANDING.has(kind)) continue;
    if (!isJsonObject(base) || base['refDigest'] !== refDigest) continue;
    return { entry: id, isPassing: predicate['verificationResult'] === 'PASSED', kind };
  }
  return null;
}
