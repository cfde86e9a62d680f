import { isFault } from '../base/fault.ts';
import { type Known, known, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { type BranchRule, isPlanRefusal, listBranchRules, type RepositoryNames } from './rulesets.ts';

/** What active rulesets do for a branch that only this app writes. */
export interface BranchProtection {
  /** Nobody makes or moves it who is not let through. Who that is, GitHub shows to administrators only. */
  readonly isReserved: boolean;
  /** Nobody deletes or rewinds it, whoever writes there: forbidden by rules of their own, because a bypass is of a whole ruleset. */
  readonly isAppendOnly: boolean;
}

/** One request, with no more than "Metadata: read". The branch need not exist. */
export async function readProtection(
  api: Api,
  names: RepositoryNames,
  branch: string,
): Promise<Known<BranchProtection>> {
  try {
    return known(judge(await listBranchRules(api, names, branch)));
  } catch (error) {
    if (isPlanRefusal(error))
      return unknown('forbidden', 'GitHub has no rulesets for private repositories on the plan of this account');
    if (isFault(error, 'github.not-found') || isFault(error, 'github.forbidden'))
      return unknown('forbidden', 'the app may not read the rules of the branch');
    throw error;
  }
}

function judge(rules: readonly BranchRule[]): BranchProtection {
  const rulesetsWith = (type: string): ReadonlySet<number> =>
    new Set(rules.filter((rule) => rule.type === type).map(({ ruleset }) => ruleset));
  const [creation, update] = [rulesetsWith('creation'), rulesetsWith('update')];
  const bindsWriters = (type: string): boolean =>
    [...rulesetsWith(type)].some((ruleset) => !creation.has(ruleset) && !update.has(ruleset));
  return {
    isReserved: creation.size > 0 && update.size > 0,
    isAppendOnly: bindsWriters('deletion') && bindsWriters('non_fast_forward'),
  };
}
