import { fromRfc3339, type Instant } from '../../base/clock.ts';
import { type Attribution, type CommitFacts, type Known, unknown } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { readPerson } from './person.ts';
import { readSignature } from './signature.ts';

/** GraphQL, on a Commit. The git author is always the first of `authors`, the Co-authored-by trailers follow. */
export const commitFields = `oid message committedDate
  tree { oid }
  parents(first: 100) { totalCount nodes { oid } }
  author { name email user { __typename login databaseId } }
  committer { name email user { __typename login databaseId } }
  authors(first: 100) { totalCount nodes { name email user { __typename login databaseId } } }`;

export const signatureFields = `signature {
  __typename state isValid wasSignedByGitHub signer { __typename login databaseId }
  ... on GpgSignature { keyId } ... on SshSignature { keyFingerprint }
}`;

export interface CommitReading {
  /** Were signatures asked for? */
  readonly signatures: boolean;
  /** Did GitHub give an error for this commit's signature? */
  readonly signatureFailed: boolean;
}

/** One commit; `updatesFromBase` is decided later, with all commits at hand. */
export function readCommit(commit: Reader, reading: CommitReading): CommitFacts {
  return {
    oid: readOid(commit.at('oid')),
    tree: readOid(commit.at('tree').at('oid')),
    parents: readAll(commit.at('parents')).map((parent) => readOid(parent.at('oid'))),
    message: commit.at('message').text(),
    author: readAttribution(commit.at('author')),
    committer: readAttribution(commit.at('committer')),
    coauthors: readAll(commit.at('authors')).slice(1).map(readAttribution),
    committedAt: readGitTime(commit.at('committedDate')),
    signature: readCommitSignature(commit.at('signature'), reading),
    updatesFromBase: false,
  };
}

/** Lists that only a hostile commit makes longer than a page: more than 100 parents or co-authors. */
export function hasTooMany(commit: Reader): boolean {
  return [commit.at('parents'), commit.at('authors')].some(
    (list) => list.at('totalCount').count() > list.at('nodes').list().length,
  );
}

export function readOid(oid: Reader): string {
  return oid.textLike(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'an object id');
}

export function readTime(time: Reader): Instant {
  const at = fromRfc3339(time.text());
  if (at === null) throw time.fault('is not a time');
  return at;
}

/** Whoever made the commit chose its dates: one that is none at all says nothing, and must not stop the judging. */
function readGitTime(time: Reader): Instant {
  return fromRfc3339(time.text()) ?? 0;
}

function readCommitSignature(signature: Reader, reading: CommitReading): CommitFacts['signature'] {
  if (!reading.signatures) return unknown('not-needed', 'no rule asks for signatures');
  if (reading.signatureFailed) return unknown('unavailable', 'GitHub could not verify the signature just now');
  return readSignature(signature);
}

/** GitHub finds the person by the e-mail address alone, and by nothing that the commit's author could not write. */
function readAttribution(actor: Reader): Attribution {
  return {
    person: readPerson(actor.at('user')),
    name: actor.at('name').maybe((name) => name.text()) ?? '',
    email: actor.at('email').maybe((email) => email.text()) ?? '',
  };
}

const readAll = (connection: Reader): readonly Reader[] => connection.at('nodes').list();

/** Commits that GitHub does not list completely. */
export const tooManyInCommit: Known<never> = unknown('too-many', 'a commit has more than 100 parents or co-authors');
