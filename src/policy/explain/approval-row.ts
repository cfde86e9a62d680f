import type { Segment, Sentence } from '../explanation.ts';
import { listOf, numberOf, textOf } from '../finding-data.ts';
import type { FindingValue } from '../verdict.ts';
import type { Scene } from './explainer.ts';
import { code, compared, login, outside, say, shortOid, timeOfDay } from './words.ts';

type Row = Readonly<Record<string, FindingValue>>;

/** An approval that counted once, and would again if nothing had changed. */
export function isStale(row: Row): boolean {
  return (
    ['content-changed', 'base-moved', 'before-base-change', 'commit-gone'].includes(textOf(row['why'])) &&
    row['state'] === 'approved'
  );
}

export function describeState(row: Row): string {
  return row['state'] === 'changes_requested'
    ? 'asked for changes '
    : row['state'] === 'dismissed'
      ? 'dismissed, '
      : '';
}

/** Why a review does not count, in words; of one that does, why it does. */
export function describeObjection(row: Row, { now }: Scene): Sentence {
  const why = textOf(row['why']);
  if (why === '') return say('for this content');
  const agent = textOf(row['agent']);
  if (why === 'took-part' && agent !== '')
    return say('set ', login(agent), ' to work, which wrote a part of the change');
  if (why === 'took-part')
    return say(
      listOf(row['as'])
        .map((part) => partWords[textOf(part)] ?? textOf(part))
        .join(', '),
    );
  if (why === 'content-changed') return say('the content changed: ', sinceApproved(row));
  if (why === 'before-base-change')
    return say(`the base changed after it, at ${timeOfDay(numberOf(row['changedAt']), now)}`);
  const detail = textOf(row['detail']);
  return say(words[why] ?? why, ...(detail === '' ? [] : [': ', outside(detail, 200)]));
}

/** What changed since, as it is to be compared. */
export function sinceApproved(row: Row): Segment {
  const [from, to] = [textOf(row['commit']), textOf(row['head'])];
  return from === '' ? code(shortOid(to)) : compared(from, to);
}

const partWords: Readonly<Record<string, string>> = {
  author: 'wrote a part of the change',
  committers: 'committed a part of the change',
  coauthors: 'is a co-author of the change',
  pushers: 'pushed a part of the change',
  deployer: 'deploys it',
};

const words: Readonly<Record<string, string>> = {
  'no-account': 'the account no longer exists',
  'not-a-person': 'not a person',
  unattributed: 'a commit is by nobody that GitHub knows, so it may be theirs',
  'parts-unknown': 'it is not known who had a part in the change',
  'not-in-role': 'has none of the roles asked for',
  'role-unknown': 'it could not be read who has the role',
  'no-write-access': 'has no write access',
  'access-unknown': 'it could not be read whether they have write access',
  superseded: 'reviewed again later',
  dismissed: 'the review was dismissed',
  'changes-requested': 'asks for changes',
  'base-change-unknown': 'it could not be read when the base was changed',
  'commit-gone': 'the commit that was looked at no longer exists',
  'base-moved': 'the same content on another base would undo what landed meanwhile',
  'content-unknown': 'it could not be read whether the content is the same',
};
