import { isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { compareCommits } from './facts/compare.ts';
import { requireWhole } from './graphql-answer.ts';
import { type Place, sameRepository } from './place.ts';
import type { Reader } from './reader.ts';

/** What a tag points to. The shape of app/ports.ts, TaggedCommit. */
export interface TaggedCommit {
  readonly commit: string;
  readonly tree: string;
  readonly isAnnotated: boolean;
  readonly signature: 'valid' | 'invalid' | 'unsigned' | 'unknown';
  /** Does the branch have the commit? Null: GitHub does not say. */
  readonly isOnBranch: boolean | null;
}

interface Wanted {
  /** What the ref holds: a commit, or an object of its own that leads to one. */
  readonly oid: string;
  readonly branch: string;
}

/** A tag of a tag of a tag … is no commit. */
const MOST_TAGS = 3;

/** Null: the object is gone, or it leads to no commit. */
export async function readTag(
  api: Api,
  names: Place['repository'],
  { oid, branch }: Wanted,
): Promise<TaggedCommit | null> {
  const { owner, name, id } = names;
  const data = requireWhole(await api.graphql(queryText(oid), { owner, name }), 'a tag');
  const object = sameRepository(data.at('repository'), id).at('object');
  const commit = peel(object);
  if (commit === null) return null;
  const isAnnotated = kindOf(object) === 'Tag';
  const found = { commit: readOid(commit.at('oid')), tree: readOid(commit.at('tree').at('oid')) };
  const compared = await compareCommits(api, names, { from: found.commit, to: branch });
  return {
    ...found,
    isAnnotated,
    signature: isAnnotated ? await readSignature(api, names, oid) : 'unsigned',
    isOnBranch: compared.known ? compared.value?.behind === 0 : null,
  };
}

const kindOf = (object: Reader): string => object.maybe((one) => one.at('__typename').text()) ?? '';

function peel(object: Reader): Reader | null {
  let at = object;
  while (kindOf(at) === 'Tag') at = at.at('target');
  return kindOf(at) === 'Commit' ? at : null;
}

function targetOf(depth: number): string {
  const below = depth === 0 ? '' : ` ... on Tag { target { ${targetOf(depth - 1)} } }`;
  return `__typename ... on Commit { oid tree { oid } }${below}`;
}

const queryText = (oid: string): string => `query Tagged($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { databaseId object(oid: "${oid}") { ${targetOf(MOST_TAGS)} } }
}`;

/** GitHub was not able to look: nobody's fault. */
const UNABLE: ReadonlySet<string> = new Set(['gpgverify_error', 'gpgverify_unavailable', 'ocsp_pending', 'ocsp_error']);

/** Of an annotated tag; GraphQL does not tell it. */
async function readSignature(
  api: Api,
  { owner, name }: Place['repository'],
  oid: string,
): Promise<TaggedCommit['signature']> {
  try {
    const parameters = { owner, repo: name, tag_sha: oid };
    const { body } = await api.rest('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', parameters);
    const verification = body.at('verification');
    if (verification.isNothing) return 'unknown';
    const reason = verification.at('reason').text();
    if (reason === 'unsigned') return 'unsigned';
    if (UNABLE.has(reason)) return 'unknown';
    return verification.at('verified').flag() ? 'valid' : 'invalid';
  } catch (error) {
    if (isFault(error, 'github.not-found')) return 'unknown';
    throw error;
  }
}
