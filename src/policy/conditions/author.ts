import type { Case, Condition } from '../condition.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { belongsTo, namesOf, resolveRoles } from '../people.ts';
import { checkRoles, roleList } from '../role-list.ts';
import { negate } from '../truth.ts';
import type { Finding } from '../verdict.ts';

export interface AuthorSettings {
  readonly in?: readonly string[];
  readonly not_in?: readonly string[];
}

export const author: Condition<AuthorSettings> = {
  name: 'author',
  schema: {
    type: 'object',
    description: 'Who opened the pull request: the account that GitHub names, never the free text of a commit.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      in: { ...roleList, description: 'Somebody with one of these roles.' },
      not_in: { ...roleList, description: 'Somebody with none of these roles.' },
    },
  },
  check: (settings, policy) =>
    (['in', 'not_in'] as const).flatMap((key) => checkRoles(key, settings[key] ?? [], policy)),
  needs: (settings, policy) => ({
    ...noNeeds,
    ...namesOf([...(settings.in ?? []), ...(settings.not_in ?? [])], policy),
  }),
  watches: ['roles'],
  judge(settings, judged) {
    const allowed = settings.in === undefined ? [] : [judgeRoles('in', settings.in, judged)];
    const denied = settings.not_in === undefined ? [] : [judgeRoles('not_in', settings.not_in, judged)];
    return outcomeOf('author', [...allowed, ...denied]);
  },
};

/** Nobody (a deleted account) is on no allow-list and on every deny-list. */
function judgeRoles(list: 'in' | 'not_in', roles: readonly string[], { facts, policy }: Case): Finding {
  const person = facts.change.author;
  if (person === null) {
    // A bare range of commits has no author that GitHub vouches for.
    if (facts.change.number === null) return makeFinding('author.none', 'unknown', { list, roles });
    return makeFinding('author.deleted', 'unmet', { list, roles });
  }
  const circle = resolveRoles(roles, policy, facts.directory);
  const belongs = belongsTo(person, circle);
  const truth = list === 'in' ? belongs : negate(belongs);
  const unresolved = truth === 'unknown' ? circle.unresolved.map(({ name, why }) => ({ name, why: why.code })) : [];
  return makeFinding(`author.${list.replace('_', '-')}`, truth, {
    roles,
    author: { id: person.id, login: person.login },
    unresolved,
  });
}
