import type { Api } from './api.ts';
import type { BranchChange, BranchPlace } from './branch-head.ts';
import { readOid } from './facts/commits.ts';
import { createRoot, moveBranch, readNodeId } from './root-commit.ts';

/**
 * The files of `expectedHead` with this change, as a commit without parents that the branch is forced to: what stood in its
 * history is reachable no more. Only what is added is uploaded. By compare-and-swap (`updateRefs` knows what it was at),
 * so a commit that came meanwhile is never dropped unseen. Only for the evidence branch; a ledger is never forced.
 */
export async function replaceBranch(
  api: Api,
  place: BranchPlace,
  { expectedHead, ...change }: BranchChange & { readonly expectedHead: string },
): Promise<string> {
  const repository = { owner: place.owner, repo: place.name };
  const repositoryId = await readNodeId(api, place);
  const { body } = await api.rest('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    ...repository,
    commit_sha: expectedHead,
  });
  const root = await createRoot(api, repository, { ...change, base: readOid(body.at('tree').at('sha')) });
  await moveBranch(api, place, { repositoryId, before: expectedHead, after: root, force: true });
  return root;
}
