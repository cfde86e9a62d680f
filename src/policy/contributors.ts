import { collectExclusions, type Exclusions } from './approval/exclusions.ts';
import { type CommitFacts, type Facts, known } from './facts.ts';

/** What somebody may have done for a change. */
export type Contribution = 'author' | 'committers' | 'coauthors' | 'pushers';

export const contributions: readonly Contribution[] = ['author', 'committers', 'coauthors', 'pushers'];

/** GitHub's own account, `web-flow`, which commits what people do on its site. */
const WEB_FLOW = 19_864_447;

/** Everybody who did one of these, those whom nobody knows, and what could not be read. */
export function collectContributors(wanted: readonly Contribution[], facts: Facts): Exclusions {
  if (!facts.commits.known) return collectExclusions(wanted, facts);
  return collectExclusions(wanted, { ...facts, commits: known(facts.commits.value.map(nameCommitter)) });
}

/**
 * Behind what GitHub committed and signed stands its author. Whoever only writes GitHub's address as the committer is
 * nobody: an approval need not mind, because nobody would approve as GitHub, but a deny-list must.
 */
function nameCommitter(commit: CommitFacts): CommitFacts {
  const { committer, signature, author } = commit;
  if (committer.person !== null && committer.person.id !== WEB_FLOW) return commit;
  if (!signature.known) return { ...commit, committer: { ...committer, person: null } };
  const isGitHub = signature.value.state === 'valid' && signature.value.byGitHub;
  // Without its signature, so that an author whom nobody knows stays unknown as the committer too.
  const settled = { ...commit, signature: known({ state: 'unsigned' as const }) };
  return { ...settled, committer: isGitHub ? author : { ...committer, person: null } };
}
