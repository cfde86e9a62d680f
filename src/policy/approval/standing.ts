import type { Facts, Person, ReviewFacts } from '../facts.ts';
import { belongsTo, type Circle } from '../people.ts';
import type { FindingValue } from '../verdict.ts';
import type { Exclusions } from './exclusions.ts';

/** Why a review does not count, or may not. Closed: docs/policy/approved.md explains each. */
export type Objection =
  | 'no-account' // the reviewer's account no longer exists
  | 'not-a-person' // a bot, and not listed by name
  | 'took-part' // author, committer, co-author, pusher, deployer
  | 'unattributed' // a commit is nobody's, so it may be the reviewer's
  | 'parts-unknown' // it could not be read who took part
  | 'not-in-role'
  | 'role-unknown'
  | 'no-write-access'
  | 'access-unknown'
  | 'superseded' // the same person reviewed again
  | 'dismissed'
  | 'changes-requested'
  | 'before-base-change' // submitted for another base
  | 'base-change-unknown'
  | 'commit-gone' // what was looked at no longer exists
  | 'content-changed'
  | 'base-moved' // the same content on another merge base: it would undo what landed meanwhile
  | 'content-unknown';

export interface Standing {
  readonly counts: 'yes' | 'no' | 'unknown';
  readonly why: Objection | null;
  readonly data: Readonly<Record<string, FindingValue>>;
}

/** Where nobody is asked for, `circle` is null: anybody with write access. */
export interface Bench {
  readonly facts: Facts;
  readonly circle: Circle | null;
  readonly exclusions: Exclusions;
}

type Check = Standing | null;

const yes: Standing = { counts: 'yes', why: null, data: {} };
const no = (why: Objection, data: Standing['data'] = {}): Standing => ({ counts: 'no', why, data });
const open = (why: Objection, data: Standing['data'] = {}): Standing => ({ counts: 'unknown', why, data });

/** One sure "no" settles it; otherwise whatever is not known leaves it open. */
function weigh(checks: readonly Check[]): Standing {
  const objections = checks.filter((check) => check !== null);
  return objections.find(({ counts }) => counts === 'no') ?? objections[0] ?? yes;
}

/** May this reviewer's word count at all, whatever it is? */
export function judgeReviewer({ reviewer, canPush }: ReviewFacts, bench: Bench): Standing {
  if (reviewer === null) return no('no-account');
  return weigh([
    checkPerson(reviewer, bench.circle),
    checkParts(reviewer, bench.exclusions),
    checkRole(reviewer, bench.circle),
    canPush.known
      ? canPush.value
        ? null
        : no('no-write-access')
      : open('access-unknown', { detail: canPush.why.detail }),
  ]);
}

function checkPerson(reviewer: Person, circle: Circle | null): Check {
  if (reviewer.type === 'user') return null;
  if (reviewer.type !== 'bot') return no('not-a-person');
  if (circle?.listed.has(reviewer.id) === true) return null;
  return circle?.unresolved.some(({ kind }) => kind === 'user') === true ? open('role-unknown') : no('not-a-person');
}

function checkParts(reviewer: Person, { people, unattributed, unknown }: Exclusions): Check {
  const part = people.get(reviewer.id);
  if (part !== undefined) return no('took-part', { as: part.as, agent: part.agent?.login ?? null });
  if (unattributed.length > 0) return no('unattributed');
  const [first] = unknown;
  return first === undefined
    ? null
    : open('parts-unknown', { as: [...new Set(unknown.map(({ as }) => as))], detail: first.why.detail });
}

function checkRole(reviewer: Person, circle: Circle | null): Check {
  const belongs = circle === null ? 'met' : belongsTo(reviewer, circle);
  if (belongs === 'met') return null;
  return belongs === 'unmet' ? no('not-in-role') : open('role-unknown');
}

/** Does an approval speak of what would land now? */
export function judgeContent(review: ReviewFacts, { change }: Facts): Standing {
  return weigh([checkBaseChange(review, change), checkCommit(review, change)]);
}

function checkBaseChange({ submittedAt }: ReviewFacts, { baseChangedAt }: Facts['change']): Check {
  if (!baseChangedAt.known) return open('base-change-unknown', { detail: baseChangedAt.why.detail });
  if (baseChangedAt.value === null || submittedAt > baseChangedAt.value) return null;
  return no('before-base-change', { changedAt: baseChangedAt.value });
}

/**
 * The head itself, or the head's tree on the head's merge base: so signing or rewording keeps an approval. The tree
 * alone is not enough: rebased onto a newer base with its old tree, a branch silently reverts what landed meanwhile.
 */
function checkCommit({ commit }: ReviewFacts, { head, headTree, mergeBase }: Facts['change']): Check {
  if (commit === null) return no('commit-gone');
  if (commit.oid === head) return null;
  if (commit.tree !== headTree) return no('content-changed', { head });
  const why = mergeBase.known ? (commit.mergeBase.known ? null : commit.mergeBase.why) : mergeBase.why;
  if (why !== null || !mergeBase.known || !commit.mergeBase.known)
    return open('content-unknown', { detail: why?.detail ?? '' });
  return commit.mergeBase.value === mergeBase.value ? null : no('base-moved', { head });
}
