import { Fault } from '../../base/fault.ts';
import { CatFile } from '../../git/cat-file.ts';
import { type Commit, parseCommit } from '../../git/commit.ts';
import type { Repository } from '../../git/git.ts';
import type { Identity } from '../../git/identity.ts';
import { listCommits } from '../../git/rev-list.ts';
import {
  type Attribution,
  type CommitFacts,
  type Known,
  known,
  type SignatureFacts,
  unknown,
} from '../../policy/facts.ts';

/** A commit object above this is an attack or an accident. */
const LARGEST_COMMIT = 16 * 1024 * 1024;
const TRAILER = /^co-authored-by:[ \t]*([^<\n]*)<([^>\n]*)>[ \t]*$/gim;

/** The commits that `to` has and `from` does not, parents before their children. Throws Fault `git.repository`. */
export async function readCommitFacts(
  repository: Repository,
  range: { readonly from: string; readonly to: string },
): Promise<readonly CommitFacts[]> {
  const oids: string[] = [];
  for await (const { oid } of listCommits(repository, { ...range, order: 'oldest-first' })) oids.push(oid);
  const inRange = new Set(oids);
  const facts: CommitFacts[] = [];
  const cat = new CatFile(repository, LARGEST_COMMIT);
  try {
    for await (const read of cat.readAll(oids)) {
      if (read.state !== 'found')
        throw unreadable(read.oid, read.state === 'missing' ? 'it is missing' : `it has ${read.size} bytes`);
      facts.push(toCommitFacts(parseCommit(read.oid, read.bytes), inRange));
    }
  } finally {
    cat.close();
  }
  return facts;
}

function unreadable(oid: string, reason: string): Fault {
  return new Fault('git.repository', `Commit ${oid} cannot be read: ${reason}`, {
    next: 'Run git fsck; fetch what is missing.',
  });
}

function toCommitFacts(commit: Commit, inRange: ReadonlySet<string>): CommitFacts {
  const { oid, tree, parents, message, author, committer } = commit;
  const [, second] = parents;
  return {
    oid,
    tree,
    parents,
    message,
    author: toAttribution(author),
    committer: toAttribution(committer),
    coauthors: findCoauthors(message, author),
    committedAt: committer.at,
    signature: toSignature(commit),
    // A parent outside of A..B is reachable from A: that is what the range means.
    updatesFromBase: parents.length === 2 && second !== undefined && !inRange.has(second),
  };
}

/** Which account an e-mail belongs to only GitHub knows. */
function toAttribution({ name, email }: Identity): Attribution {
  return { person: null, name, email };
}

function findCoauthors(message: string, author: Identity): readonly Attribution[] {
  const found = [...message.matchAll(TRAILER)].map(([, name = '', email = '']) => ({
    person: null,
    name: name.trim(),
    email: email.trim(),
  }));
  return found.filter(({ email }) => email.toLowerCase() !== author.email.toLowerCase());
}

/** Whether a signature is good is not decided here; that there is none is certain. */
function toSignature({ signatures }: Commit): Known<SignatureFacts> {
  const [first] = signatures;
  if (first === undefined) return known({ state: 'unsigned' });
  return unknown(
    'not-local',
    `it has a signature (${first.format === 'unknown' ? 'of an unknown format' : first.format}), which is not verified here`,
  );
}
