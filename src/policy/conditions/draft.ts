import type { Condition } from '../condition.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { findNoRequest } from '../request-only.ts';

export const draft: Condition<boolean> = {
  name: 'draft',
  schema: { type: 'boolean', description: '`true`: the pull request is a draft. `false`: it is ready for review.' },
  check: () => [],
  needs: () => noNeeds,
  watches: ['draft'],
  judge(wanted, { facts }) {
    const none = findNoRequest('draft.no-request', facts);
    if (none !== null) return outcomeOf('draft', [none]);
    const { draft: isDraft } = facts.change;
    return outcomeOf('draft', [
      makeFinding(isDraft ? 'draft.is-draft' : 'draft.is-ready', isDraft === wanted ? 'met' : 'unmet', { wanted }),
    ]);
  },
};
