import type { Api } from './api.ts';
import type { BranchChange, BranchPlace } from './branch-head.ts';
import { createRoot, moveBranch, readNodeId } from './root-commit.ts';

/** The orphan root commit, then the branch, on the condition that there is none. */
export async function birthBranch(api: Api, place: BranchPlace, change: BranchChange): Promise<string> {
  // First of all: the ledger's files must not even be uploaded to another repository that has the name now.
  const repositoryId = await readNodeId(api, place);
  const root = await createRoot(api, { owner: place.owner, repo: place.name }, { ...change, base: null });
  await moveBranch(api, place, { repositoryId, before: null, after: root, force: false });
  return root;
}
