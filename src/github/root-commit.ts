import { toBase64, toText } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { type BranchChange, type BranchPlace, readHead, sameRepository } from './branch-head.ts';
import { readOid } from './facts/commits.ts';
import { graphqlFault } from './fault.ts';
import { requireWhole } from './graphql-answer.ts';

const NO_OBJECT = '0'.repeat(40);

interface RepositoryNames {
  readonly owner: string;
  readonly repo: string;
}

/**
 * A commit without parents, on no branch yet: exactly the files of the change, or those of the tree `base` with the change
 * made to them. Neither author nor committer is named: only so does GitHub sign. If we die afterwards, an unreachable
 * commit stays behind, which git collects one day.
 */
export async function createRoot(
  api: Api,
  repository: RepositoryNames,
  { base, ...change }: BranchChange & { readonly base: string | null },
): Promise<string> {
  const tree = await createTree(api, repository, { base, ...change });
  const { body } = await api.rest('POST /repos/{owner}/{repo}/git/commits', {
    ...repository,
    message: `${change.message.headline}\n\n${change.message.body}`,
    tree,
    parents: [],
  });
  return readOid(body.at('sha'));
}

/** Text goes into the tree at once; what is not UTF-8 (full tiles, when a lost branch is restored) is a blob first. */
async function createTree(
  api: Api,
  repository: RepositoryNames,
  { base, additions, deletions }: BranchChange & { readonly base: string | null },
): Promise<string> {
  const tree: unknown[] = [];
  for (const { path, bytes } of additions) {
    const text = toText(bytes);
    const content = text === null ? { sha: await createBlob(api, repository, bytes) } : { content: text };
    tree.push({ path, mode: '100644', type: 'blob', ...content });
  }
  if (base === null) {
    // Without `base_tree` the tree holds these files and nothing else.
    const { body } = await api.rest('POST /repos/{owner}/{repo}/git/trees', { ...repository, tree });
    return readOid(body.at('sha'));
  }
  for (const path of deletions) tree.push({ path, mode: '100644', type: 'blob', sha: null });
  if (tree.length === 0) return base;
  const { body } = await api.rest('POST /repos/{owner}/{repo}/git/trees', { ...repository, base_tree: base, tree });
  return readOid(body.at('sha'));
}

async function createBlob(api: Api, repository: RepositoryNames, bytes: Uint8Array): Promise<string> {
  const { body } = await api.rest('POST /repos/{owner}/{repo}/git/blobs', {
    ...repository,
    content: toBase64(bytes),
    encoding: 'base64',
  });
  return readOid(body.at('sha'));
}

/** The repository's node id; throws `github.not-found` where another repository has its name now. */
export async function readNodeId(api: Api, place: BranchPlace): Promise<string> {
  const text = 'query Id($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id databaseId } }';
  const data = requireWhole(
    await api.graphql(text, { owner: place.owner, name: place.name }),
    'repository of the ledger',
  );
  return sameRepository(data.at('repository'), place).at('id').text();
}

interface Move {
  readonly repositoryId: string;
  /** What the branch must be at; null: there must be none. */
  readonly before: string | null;
  readonly after: string;
  /** Also where `after` does not descend from `before`. */
  readonly force: boolean;
}

/** Compare-and-swap on the branch; throws `ledger.stale-head` when it was at another commit. */
export async function moveBranch(api: Api, place: BranchPlace, move: Move): Promise<void> {
  const { repositoryId, before, after, force } = move;
  const text = 'mutation Move($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
  const update = { name: `refs/heads/${place.branch}`, beforeOid: before ?? NO_OBJECT, afterOid: after, force };
  const answer = await api.graphql(text, { input: { repositoryId, refUpdates: [update] } });
  if (answer.errors.length === 0) return;
  // GitHub's errors for "it is elsewhere" are not documented, so the branch is asked instead of the error.
  const head = await readHead(api, place);
  if (head === after) return;
  if (head !== before)
    throw new Fault('ledger.stale-head', `the branch ${place.branch} was moved by somebody else meanwhile`);
  throw graphqlFault(answer.errors, {}, `the branch ${place.branch}`);
}
