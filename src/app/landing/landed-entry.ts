import { toRfc3339 } from '../../base/clock.ts';
import { draftLanded } from '../../ledger/build-landed.ts';
import type { LandedFields } from '../../ledger/entries/landed.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Landing, Place } from '../ports.ts';
import { addAlert } from '../stages/alert.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { urlOf } from '../stages/decision.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import type { Pushed } from './pushed.ts';
import { isSamePush, landedOf } from './same-push.ts';

export interface Recording {
  readonly place: Place;
  readonly ledger: LedgerState;
  readonly pushed: Pushed;
}

export interface Found {
  readonly landed: Omit<LandedFields, 'omitted'>;
  readonly landing: Landing;
}

/** Resolves to what is told: the same webhook's push is told once, by whoever comes first. */
export async function addLanded(context: Context, { place, ledger, pushed }: Recording, found: Found): Promise<Told> {
  const { landed, landing } = found;
  const subject = subjectOf(context, place, { pushed, landing });
  const text = subjectText(subject);
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'landed');
    const same = known.find(({ statement }) => isSamePush(statement, pushed, landed.base.refDigest));
    if (same !== undefined) return { landed: landedOf(same.statement), entry: same.id };
    const observed = toRfc3339(context.clock.now());
    const header = headerOf(context, {
      subject: place,
      n: (known.at(-1)?.n ?? 0) + 1,
      observed,
      guids: guidsOf(pushed),
    });
    const source = pushed.isReadBack === true ? 'read-back' : header.source;
    const draft = draftLanded({
      origin: ledger.origin,
      header: { ...header, source, actor: pushed.actor },
      subject,
      landed,
    });
    const isNew = await context.store.ledgers.add(
      ledger.id,
      { ...checkDraft(draft), subject: text, reports: null },
      [],
    );
    if (!isNew) continue; // another process drew this number a moment ago
    await context.store.queue.send('flush', String(ledger.id), {});
    return { landed, entry: draft.id };
  }
}

/** Of the webhooks that told of it. */
const guidsOf = ({ guid, isReadBack }: Pushed): readonly string[] => (isReadBack === true ? [] : [guid]);

interface At {
  readonly pushed: Pushed;
  readonly landing: Landing;
}

/** Of a branch that is gone, the last commit that it had. */
function subjectOf(context: Context, place: Place, { pushed, landing }: At): Subject {
  const commit = pushed.after ?? pushed.before ?? '';
  return commitAt(context, place, { commit, tree: landing.commits.find(({ oid }) => oid === commit)?.tree ?? '' });
}

/** What is told of a commit on a branch is told under this name. Without a tree: it is not known. */
export function commitAt(
  context: Context,
  { repository }: Pick<Place, 'repository'>,
  { commit, tree }: { readonly commit: string; readonly tree: string },
): Subject {
  const digest = { gitCommit: commit, ...(tree === '' ? {} : { gitTree: tree }) };
  return { uri: `${urlOf(context, repository)}/commit/${commit}`, digest };
}

interface Movement {
  /** Numeric id. */
  readonly repository: number;
  readonly refDigest: string;
  /** Null: there is none. */
  readonly before: string | null;
  readonly after: string | null;
}

const NONE = '0'.repeat(40);

/** By which the alert about it is known. */
export function landingKey({ repository, refDigest, before, after }: Movement): string {
  return `${repository}:${refDigest}:${before ?? NONE}:${after ?? NONE}`;
}

export interface Told {
  readonly landed: Found['landed'];
  /** Id of the entry. */
  readonly entry: string;
}

const MOST_NAMED = 20;

/** Exactly one, also where it was read back after a gap: an alert is known by what it is about. */
export async function sayUncovered(
  context: Context,
  { place, ledger, pushed }: Recording,
  { landed, entry }: Told,
): Promise<void> {
  const { before, after, actor } = pushed;
  const commit = after ?? before ?? '';
  await addAlert(context, ledger, {
    code: 'landed.unjudged',
    about: { uri: `${urlOf(context, place.repository)}/commit/${commit}`, digest: { gitCommit: commit } },
    key: landingKey({ repository: pushed.repository, refDigest: landed.base.refDigest, before, after }),
    from: [entry],
    details: {
      commits: landed.uncovered.slice(-MOST_NAMED),
      found: after,
      counts: { uncovered: landed.uncovered.length },
      ids: { repository: pushed.repository, actor: actor.id },
    },
    guids: guidsOf(pushed),
  });
}
