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
 * The orphan root commit, then the branch, on the condition that there is none. If we die in between, an unreachable
 * commit stays behind, which git collects one day. Neither author nor committer is named: only so does GitHub sign.
 */
export async function birthBranch(api: Api, place: BranchPlace, change: BranchChange): Promise<string> {
  const repository = { owner: place.owner, repo: place.name };
  // First of all: the ledger's files must not even be uploaded to another repository that has the name now.
  const repositoryId = await readNodeId(api, place);
  const tree = await createTree(api, repository, change);
  const { body } = await api.rest('POST /repos/{owner}/{repo}/git/commits', {
    ...repository,
    message: `${change.message.headline}\n\n${change.message.body}`,
    tree,
    parents: [],
  });
  const root = readOid(body.at('sha'));
  await createRef(api, place, { repositoryId, root });
  return root;
}

/** Text goes into the tree at once; what is not UTF-8 (full tiles, when a lost branch is restored) is a blob first. */
async function createTree(api: Api, repository: RepositoryNames, change: BranchChange): Promise<string> {
  const tree: unknown[] = [];
  for (const { path, bytes } of change.additions) {
    const text = toText(bytes);
    const content = text === null ? { sha: await createBlob(api, repository, bytes) } : { content: text };
    tree.push({ path, mode: '100644', type: 'blob', ...content });
  }
  // Without `base_tree` the tree holds these files and nothing else.
  const { body } = await api.rest('POST /repos/{owner}/{repo}/git/trees', { ...repository, tree });
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

async function readNodeId(api: Api, place: BranchPlace): Promise<string> {
  const text = 'query Id($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id databaseId } }';
  const data = requireWhole(
    await api.graphql(text, { owner: place.owner, name: place.name }),
    'repository of the ledger',
  );
  return sameRepository(data.at('repository'), place).at('id').text();
}

interface NewRef {
  readonly repositoryId: string;
  readonly root: string;
}

async function createRef(api: Api, place: BranchPlace, { repositoryId, root }: NewRef): Promise<void> {
  const text = 'mutation Birth($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
  const update = { name: `refs/heads/${place.branch}`, beforeOid: NO_OBJECT, afterOid: root, force: false };
  const answer = await api.graphql(text, { input: { repositoryId, refUpdates: [update] } });
  if (answer.errors.length === 0) return;
  // GitHub's error for "it exists already" is not documented, so the branch is asked instead of the error.
  const head = await readHead(api, place);
  if (head === root) return;
  if (head !== null) throw new Fault('ledger.stale-head', 'the ledger branch was born by somebody else meanwhile');
  throw graphqlFault(answer.errors, {}, 'birth of the ledger branch');
}
