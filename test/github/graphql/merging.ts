import { readMergeability } from '../behaviour/merge.ts';
import { approvalsNeeded } from '../rules.ts';
import type { PullRequest, Review } from '../world.ts';
import type { Context } from './context.ts';

/** `MergeableState` and `MergeStateStatus`, as REST's `mergeable` and `mergeable_state` say them. */
export async function mergeability(
  { world }: Context,
  self: PullRequest,
): Promise<{ readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN'; readonly status: string }> {
  const { mergeable, state } = await readMergeability(world, self);
  const said = mergeable === null ? 'UNKNOWN' : mergeable ? 'MERGEABLE' : 'CONFLICTING';
  return { mergeable: said, status: state.toUpperCase() };
}

/** Null where no rule asks for reviews. */
export function reviewDecision(self: PullRequest, opinions: readonly Review[]): string | null {
  const most = approvalsNeeded(self.repository, `refs/heads/${self.baseBranch}`);
  if (most === 0) return null;
  if (opinions.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return opinions.filter(({ state }) => state === 'APPROVED').length >= most ? 'APPROVED' : 'REVIEW_REQUIRED';
}
