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
  const text = `query Head($owner: String!, $name: String!, $ref: String!) {
    repository(owner: $owner, name: $name) { databaseId ref(qualifiedName: $ref) { target { oid } } }
  }`;
  const variables = { owner: place.owner, name: place.name, ref: `refs/heads/${place.branch}` };
  const data = requireWhole(await api.graphql(text, variables), 'head of the ledger');
  return sameRepository(data.at('repository'), place)
    .at('ref')
    .maybe((ref) => readOid(ref.at('target').at('oid')));
}

/**
 * Throws `ledger.stale-head` unless the branch stands at this commit. What GitHub shows may be old, so after it was looked
 * at it is asked by a write: "move the branch to where it stands, fast-forward only". A write is decided where the refs are
 * kept, and from a head that others have gone on from it is no fast-forward (github-facts 1c). The write alone would not
 * do: it moves a branch that was set back forward again, and nobody would hear of it. Between look and write that can
 * still happen, and then what was written stands there again.
 */
export async function assertHead(api: Api, place: BranchPlace, expected: string | null): Promise<void> {
  if ((await readHead(api, place)) !== expected) throw elsewhere(place);
  // Of a branch that is not there the same is asked with the commit of another one, which shares no history with it.
  const sha = expected ?? (await readOtherHead(api, place));
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

/** An empty repository has none, and takes no branch of ours either. */
async function readOtherHead(api: Api, place: BranchPlace): Promise<string> {
  const text = `query OtherHead($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
      databaseId
      refs(refPrefix: "refs/heads/", first: 1) { nodes { target { oid } } }
    }
  }`;
  const data = requireWhole(await api.graphql(text, { owner: place.owner, name: place.name }), 'branches');
  const [ref] = sameRepository(data.at('repository'), place).at('refs').at('nodes').list();
  if (ref === undefined) throw new Fault('github.unavailable', `${place.owner}/${place.name} is empty`);
  return readOid(ref.at('target').at('oid'));
}

/**
 * Everything here goes by name, and a name that was given up is given away again: the ledger of one repository must not
 * be written into another.
 */
export function sameRepository(repository: Reader, place: BranchPlace): Reader {
  if (repository.at('databaseId').count() === place.id) return repository;
  throw new Fault('github.not-found', `${place.owner}/${place.name} is another repository than the ledger's now`);
}
