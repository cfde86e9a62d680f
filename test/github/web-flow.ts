/** Commits that GitHub makes itself: through its pages, or for an app without a key. Committed and signed by web-flow. */
import type { Instant } from '../../src/base/clock.ts';
import type { GitPerson } from './git-contract.ts';
import type { Repository, User } from './model.ts';
import { signWithPgp } from './signing/openpgp.ts';
import { toGitHubTime, type World } from './world.ts';

export interface WebFlowCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: User;
  readonly message: string;
  /** Now, when not given. */
  readonly at?: Instant;
}

/** The address that GitHub writes for an account that hides its own: it always maps back to the account. */
export function noreplyEmail(user: User): string {
  return `${user.id}+${user.login}@users.noreply.github.com`;
}

export function personOf(world: World, user: User, at: Instant = world.now()): GitPerson {
  const email = user.emails.find((entry) => entry.verified)?.email ?? noreplyEmail(user);
  // An app's account is named as its login says, with the suffix: `countersign[bot]`.
  const name = user.type === 'Bot' ? user.login : (user.name ?? user.login);
  return { name, email, date: toGitHubTime(at) };
}

export async function writeWebFlowCommit(world: World, repository: Repository, commit: WebFlowCommit): Promise<string> {
  const { author, at = world.now(), ...rest } = commit;
  const date = toGitHubTime(at);
  const committer = { name: 'GitHub', email: 'noreply@github.com', date };
  return world.git.writeCommit(
    repository.gitDir,
    { ...rest, author: personOf(world, author, at), committer },
    (payload) => signWithPgp(world.webFlowKey, payload, Math.floor(at / 1000)),
  );
}
