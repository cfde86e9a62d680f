import type { Condition } from '../condition.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { findNoRequest } from '../request-only.ts';

export const fork: Condition<boolean> = {
  name: 'fork',
  schema: {
    type: 'boolean',
    description:
      '`true`: the pull request comes from a fork, or from a fork that no longer exists. `false`: from a branch of this repository.',
  },
  check: () => [],
  needs: () => noNeeds,
  // Where a pull request comes from never changes; a fork that is deleted stays one.
  watches: [],
  judge(wanted, { facts }) {
    const none = findNoRequest('fork.no-request', facts);
    if (none !== null) return outcomeOf('fork', [none]);
    const { fork: from } = facts.change;
    const isFork = from !== null;
    const owner = from?.owner ?? null;
    return outcomeOf('fork', [
      makeFinding(isFork ? 'fork.is-fork' : 'fork.is-own', isFork === wanted ? 'met' : 'unmet', {
        wanted,
        owner: owner === null ? null : { id: owner.id, login: owner.login },
      }),
    ]);
  },
};
