import { Fault } from '../base/fault.ts';
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
 * Everything here goes by name, and a name that was given up is given away again: the ledger of one repository must not
 * be written into another.
 */
export function sameRepository(repository: Reader, place: BranchPlace): Reader {
  if (repository.at('databaseId').count() === place.id) return repository;
  throw new Fault('github.not-found', `${place.owner}/${place.name} is another repository than the ledger's now`);
}
