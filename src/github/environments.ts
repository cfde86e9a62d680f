import { isFault } from '../base/fault.ts';
import { type Known, known, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readShortList } from './paging.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts, Environment. */
export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly reviewers: readonly { readonly type: 'user' | 'team'; readonly id: number }[];
  readonly preventSelfReview: boolean;
  /** Minutes. */
  readonly waitTimer: number;
  readonly branches: 'all' | 'protected' | 'chosen';
  /** Null: GitHub does not say. */
  readonly adminsBypass: boolean | null;
}

/** Of a thousand environments; whoever has more makes one for each change. */
const MOST_PAGES = 10;

/**
 * All environments of a repository that was just seen under this name: the list does not say whose it is. Unknown where the
 * app may not read them, and where there are too many.
 */
export async function readEnvironments(
  api: Api,
  { owner, name }: Place['repository'],
): Promise<Known<readonly Environment[]>> {
  try {
    const found = await readShortList(api, {
      route: 'GET /repos/{owner}/{repo}/environments',
      parameters: { owner, repo: name },
      items: (body) => body.at('environments').maybe((list) => list.list()) ?? [],
      read: readEnvironment,
      pages: MOST_PAGES,
    });
    return found === null ? unknown('too-many', 'the repository has more than 1,000 environments') : known(found);
  } catch (error) {
    if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found'))
      return unknown('forbidden', 'the app may not read the environments of the repository');
    throw error;
  }
}

/** Does a job that goes to this environment wait for this app? Null: there is no such environment, or GitHub has no gates here. */
export async function readGate(
  api: Api,
  { owner, name }: Place['repository'],
  { environment, appId }: { readonly environment: string; readonly appId: number },
): Promise<boolean | null> {
  try {
    const { body } = await api.rest(
      'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules',
      { owner, repo: name, environment_name: environment },
    );
    const gates = body.at('custom_deployment_protection_rules').maybe((list) => list.list()) ?? [];
    return gates.some((gate) => gate.at('enabled').flag() && gate.at('app').at('id').count() === appId);
  } catch (error) {
    // Private repositories of most plans have none.
    if (isFault(error, 'github.not-found') || isFault(error, 'github.forbidden')) return null;
    throw error;
  }
}

function readEnvironment(environment: Reader): Environment {
  const rules = environment.at('protection_rules').maybe((list) => list.list()) ?? [];
  const ruleOf = (type: string): Reader | null => rules.find((rule) => rule.at('type').text() === type) ?? null;
  const required = ruleOf('required_reviewers');
  return {
    id: environment.at('id').count(),
    name: environment.at('name').text(),
    reviewers: required === null ? [] : required.at('reviewers').list().flatMap(readReviewer).toSorted(byId),
    preventSelfReview: required?.at('prevent_self_review').maybe((flag) => flag.flag()) ?? false,
    waitTimer:
      ruleOf('wait_timer')
        ?.at('wait_timer')
        .maybe((minutes) => minutes.count()) ?? 0,
    branches: environment.at('deployment_branch_policy').maybe(readBranches) ?? 'all',
    // No description names it, and GitHub says it all the same.
    adminsBypass: environment.at('can_admins_bypass').maybe((flag) => flag.flag()),
  };
}

/** One whose account is gone cannot approve, and has no id. */
function readReviewer(entry: Reader): Environment['reviewers'] {
  const id = entry.at('reviewer').maybe((reviewer) => reviewer.at('id').count());
  return id === null ? [] : [{ type: entry.at('type').text() === 'Team' ? 'team' : 'user', id }];
}

const byId = (one: Environment['reviewers'][number], other: Environment['reviewers'][number]): number =>
  one.type === other.type ? one.id - other.id : one.type.localeCompare(other.type);

const readBranches = (policy: Reader): Environment['branches'] =>
  policy.at('protected_branches').flag() ? 'protected' : 'chosen';
