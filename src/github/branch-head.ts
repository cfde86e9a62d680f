import { Fault, isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts, BranchChange. */
export interface BranchChange {
  readonly message: { readonly headline: string; readonly body: string };
  readonly additions: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly deletions: readonly string[];
}

export interface BranchPlace {
  /** Who the repository is: its name may be another one's by now. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** Short name. */
  readonly branch: string;
}

/** Asked through GraphQL, which tells a branch that is not there from a repository that is not. */
export async function readHead(api: Api, place: BranchPlace): Promise<string | null> {
  return (await readHeads(api, place)).head;
}

interface ShownHeads {
  readonly head: string | null;
  /** Of the default branch; null: the repository is empty. */
  readonly defaultHead: string | null;
}

async function readHeads(api: Api, place: BranchPlace): Promise<ShownHeads> {
  const text = `query Head($owner: String!, $name: String!, $ref: String!) {
    repository(owner: $owner, name: $name) {
      databaseId
      ref(qualifiedName: $ref) { target { oid } }
      defaultBranchRef { target { oid } }
    }
  }`;
  const variables = { owner: place.owner, name: place.name, ref: `refs/heads/${place.branch}` };
  const data = requireWhole(await api.graphql(text, variables), 'head of the ledger');
  const repository = sameRepository(data.at('repository'), place);
  const oidAt = (name: string): string | null =>
    repository.at(name).maybe((ref) => readOid(ref.at('target').at('oid')));
  return { head: oidAt('ref'), defaultHead: oidAt('defaultBranchRef') };
}

/**
 * Throws `ledger.stale-head` unless the branch stands at exactly this commit. What GitHub shows may be old, so after it was
 * looked at it is asked by a write that changes nothing: "move the branch to where it stands, fast-forward only". A write is
 * decided where the refs are kept, and from a head that others have gone on from it is no fast-forward (github-facts 1c).
 * The look comes first: a branch that somebody has set back would be moved forward again, and nobody would hear of it.
 */
export async function assertHead(api: Api, place: BranchPlace, expected: string | null): Promise<void> {
  const { head, defaultHead } = await readHeads(api, place);
  if (head !== expected) throw elsewhere(place);
  // Of a branch that is not there the same is asked with a commit that the ledger, which has its own root, never reaches.
  const sha = expected ?? defaultHead;
  if (sha === null) return; // an empty repository: nothing was ever there
  try {
    const { owner, name: repo, branch } = place;
    const ref = `heads/${branch}`;
    await api.rest('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref, sha, force: false });
  } catch (error) {
    if (!isFault(error, 'github.invalid')) throw error;
    const isMissing = /reference does not exist/i.test(error.message);
    if (isMissing && expected === null) return;
    if (isMissing || /not a fast forward/i.test(error.message)) throw elsewhere(place);
    throw error;
  }
  if (expected === null) throw elsewhere(place);
}

const elsewhere = ({ branch }: BranchPlace): Fault =>
  new Fault('ledger.stale-head', `the branch ${branch} is not where GitHub showed it`);

/**
 * Everything here goes by name, and a name that was given up is given away again: the ledger of one repository must not
 * be written into another.
 */
export function sameRepository(repository: Reader, place: BranchPlace): Reader {
  if (repository.at('databaseId').count() === place.id) return repository;
  throw new Fault('github.not-found', `${place.owner}/${place.name} is another repository than the ledger's now`);
}
