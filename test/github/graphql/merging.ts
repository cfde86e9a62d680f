import { findViolations, rulesFor } from '../rules.ts';
import type { PullRequest, Review } from '../world.ts';
import type { Context } from './context.ts';

export interface Mergeability {
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly status: string;
}

const results = new WeakMap<PullRequest, { readonly key: string; readonly merges: Promise<boolean> }>();

/** Whether the head can be merged into the base's tip now, and what else stands in the way. */
export async function mergeability({ world, viewer }: Context, self: PullRequest): Promise<Mergeability> {
  const { repository, headOid, baseBranch } = self;
  if (self.state !== 'open') return { mergeable: 'UNKNOWN', status: 'UNKNOWN' };
  const ref = `refs/heads/${baseBranch}`;
  const tip = await world.git.readRef(repository.gitDir, ref);
  if (tip === null) return { mergeable: 'UNKNOWN', status: 'UNKNOWN' };
  const key = `${tip} ${headOid}`;
  const known = results.get(self);
  const merges = known?.key === key ? known.merges : canMerge({ world }, self, tip);
  results.set(self, { key, merges });
  if (!(await merges)) return { mergeable: 'CONFLICTING', status: 'DIRTY' };
  if (self.draft) return { mergeable: 'MERGEABLE', status: 'BLOCKED' };
  const change = { ref, before: tip, after: headOid };
  const violations = await findViolations(world, { repository, actor: viewer, change, mergingHead: headOid });
  return { mergeable: 'MERGEABLE', status: violations.length > 0 ? 'BLOCKED' : 'CLEAN' };
}

async function canMerge({ world }: Pick<Context, 'world'>, self: PullRequest, tip: string): Promise<boolean> {
  const { gitDir } = self.repository;
  const base = await world.git.mergeBase(gitDir, tip, self.headOid);
  return base !== null && (await world.git.mergeTrees(gitDir, base, tip, self.headOid)) !== null;
}

/** Null where no rule asks for reviews. */
export function reviewDecision(self: PullRequest, opinions: readonly Review[]): string | null {
  const needed = rulesFor(self.repository, `refs/heads/${self.baseBranch}`).map(({ rule }) =>
    rule.type === 'pull_request' ? Number(rule.parameters['required_approving_review_count'] ?? 0) : 0,
  );
  const most = Math.max(0, ...needed);
  if (most === 0) return null;
  if (opinions.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return opinions.filter(({ state }) => state === 'APPROVED').length >= most ? 'APPROVED' : 'REVIEW_REQUIRED';
}
