import { SECOND } from '../../base/clock.ts';
import { EVIDENCE_BRANCH, generationOf } from '../../ledger/layout.ts';
import { readOid } from '../facts/commits.ts';
import { readRestPerson } from '../facts/person.ts';
import { POLICY_PATH } from '../facts/policy-file.ts';
import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readEventPlace } from './envelope.ts';

const BRANCHES = 'refs/heads/';
const TAGS = 'refs/tags/';
/** GitHub lists no more commits than this in a payload. */
const MOST_COMMITS = 2_048;
/** … and no more paths than this in each of a commit's lists. */
const MOST_PATHS = 3_000;

const WORKFLOWS = '.github/workflows/';
const NO_COMMIT = /^0+$/;

/** Branches that we write ourselves. */
const isOwn = (branch: string): boolean => branch === EVIDENCE_BRANCH || generationOf(branch) !== null;

/** Branches of merge queues, which only GitHub writes: whoever put a change into the queue has not pushed its commits. */
const QUEUES = 'gh-readonly-queue/';

/**
 * A push to a branch, one that made or deleted it included: who moved it is recorded, and what wants to reach it is judged
 * again. What becomes of a tag is told.
 */
export function readPushEvent(payload: Reader): readonly Hint[] {
  const ref = payload.at('ref').text();
  if (ref.startsWith(TAGS)) return [readTagged(payload, ref)];
  if (!ref.startsWith(BRANCHES)) return [];
  const branch = ref.slice(BRANCHES.length);
  if (branch.startsWith(QUEUES)) return [];
  const place = readEventPlace(payload);
  if (isOwn(branch)) {
    const head = payload.at('deleted').flag() ? null : readOid(payload.at('after'));
    return [{ kind: 'own-branch', place, branch, head }];
  }
  const commits = payload.at('commits').maybe((list) => list.list()) ?? [];
  const isDefault = payload.at('repository').at('default_branch').text() === branch;
  const moved: Hint = {
    kind: 'base-moved',
    place,
    branch,
    isDefault,
    mayTouchPolicy: mayTouch(payload, commits, (path) => path === POLICY_PATH),
  };
  // Without a sender nobody is recorded; then who pushed these commits stays unknown, which blocks.
  const pusher = payload.at('sender').maybe(readRestPerson);
  if (pusher === null) return [moved];
  const push = {
    ref,
    before: readOid(payload.at('before')),
    after: readOid(payload.at('after')),
    commits: commits.map((commit) => readOid(commit.at('id'))),
    pusher,
  };
  return [
    { kind: 'push', place, push },
    {
      kind: 'moved',
      place,
      branch,
      isDefault,
      before: commitOrNone(push.before),
      after: commitOrNone(push.after),
      pusher,
      mayTouchWorkflows: mayTouch(payload, commits, (path) => path.startsWith(WORKFLOWS)),
      ...readTime(payload),
    },
    moved,
  ];
}

const commitOrNone = (oid: string): string | null => (NO_COMMIT.test(oid) ? null : oid);

function readTagged(payload: Reader, ref: string): Hint {
  return {
    kind: 'tagged',
    place: readEventPlace(payload),
    ref,
    branch: payload.at('repository').at('default_branch').text(),
    before: commitOrNone(readOid(payload.at('before'))),
    after: commitOrNone(readOid(payload.at('after'))),
    pusher: payload.at('sender').maybe(readRestPerson),
    ...readTime(payload),
  };
}

/** In a push's payload, and nowhere else, GitHub writes seconds. */
function readTime(payload: Reader): { readonly movedAt?: number } {
  const at = payload.at('repository').at('pushed_at');
  return at.isCount ? { movedAt: at.count() * SECOND } : {};
}

/** A forced push may take commits away, and those are not listed. */
function mayTouch(payload: Reader, commits: readonly Reader[], isMeant: (path: string) => boolean): boolean {
  const isPlain = ['forced', 'created', 'deleted'].every((flag) => !payload.at(flag).flag());
  if (!isPlain || commits.length === 0 || commits.length >= MOST_COMMITS) return true;
  return commits.some((commit) => ['added', 'modified', 'removed'].some((list) => mayName(commit.at(list), isMeant)));
}

function mayName(paths: Reader, isMeant: (path: string) => boolean): boolean {
  // A commit's entry may be without lists, or with ones that were cut off.
  if (paths.isNothing) return true;
  const listed = paths.list();
  return listed.length >= MOST_PATHS || listed.some((path) => isMeant(path.text()));
}
