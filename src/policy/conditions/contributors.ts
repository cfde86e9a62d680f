import type { Excluded, Exclusions } from '../approval/exclusions.ts';
import type { Case, Condition } from '../condition.ts';
import { type Contribution, collectContributors, contributions } from '../contributors.ts';
import { makeFinding, outcomeOf, SHOWN_LIMIT } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { belongsTo, type Circle, namesOf, resolveRoles } from '../people.ts';
import { findNoRequest } from '../request-only.ts';
import { checkRoles, roleList } from '../role-list.ts';
import { allOf, negate } from '../truth.ts';
import type { Finding, FindingValue } from '../verdict.ts';

export interface ContributorsSettings {
  readonly in?: readonly string[];
  readonly not_in?: readonly string[];
  readonly who?: readonly Contribution[];
}

export const contributors: Condition<ContributorsSettings> = {
  name: 'contributors',
  schema: {
    type: 'object',
    description: 'Everybody who made any of the change: the accounts that GitHub names.',
    additionalProperties: false,
    anyOf: [{ required: ['in'] }, { required: ['not_in'] }],
    properties: {
      in: { ...roleList, description: 'Each of them has one of these roles.' },
      not_in: { ...roleList, description: 'None of them has any of these roles.' },
      who: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: contributions },
        default: contributions,
        description:
          'Who is meant: whoever opened the pull request or wrote a commit, committed one, is named as its co-author, or pushed one.',
      },
    },
  },
  check: (settings, policy) =>
    (['in', 'not_in'] as const).flatMap((key) => checkRoles(key, settings[key] ?? [], policy)),
  needs: ({ in: allowed = [], not_in: denied = [], who = contributions }, policy) => ({
    ...noNeeds,
    commits: who.some((part) => part !== 'pushers'),
    signatures: who.includes('committers'),
    pushers: who.includes('pushers'),
    ...namesOf([...allowed, ...denied], policy),
  }),
  watches: ['commits', 'base', 'roles'],
  judge(settings, judged) {
    const none = findNoRequest('contributors.no-request', judged.facts);
    if (none !== null) return outcomeOf('contributors', [none]);
    const { in: allowed, not_in: denied, who = contributions } = settings;
    const found = collectContributors(who, judged.facts);
    return outcomeOf('contributors', [
      ...(allowed === undefined ? [] : [judgeRoles('in', { roles: allowed, who, found, judged })]),
      ...(denied === undefined ? [] : [judgeRoles('not_in', { roles: denied, who, found, judged })]),
      ...showUnattributed(found),
      ...showUnread(found),
    ]);
  },
};

interface Given {
  readonly roles: readonly string[];
  readonly who: readonly Contribution[];
  readonly found: Exclusions;
  readonly judged: Case;
}

/** Whom nobody knows is not judged here: that alone is on no allow-list and on every deny-list. */
function judgeRoles(list: 'in' | 'not_in', { roles, who, found, judged }: Given): Finding {
  const circle = resolveRoles(roles, judged.policy, judged.facts.directory);
  const all = [...found.people.values()].map((each) => ({ ...each, truth: judgeOne(list, each, circle) }));
  const truth = allOf(all.map((each) => each.truth));
  const open = all.filter((each) => each.truth === truth && truth !== 'met');
  return makeFinding(list === 'in' ? 'contributors.in' : 'contributors.not-in', truth, {
    roles,
    who,
    people: all.length,
    open: open.slice(0, SHOWN_LIMIT).map(showPerson),
    count: open.length,
    unresolved: truth === 'unknown' ? circle.unresolved.map(({ name, why }) => ({ name, why: why.code })) : [],
  });
}

function judgeOne(list: 'in' | 'not_in', { person }: Excluded, circle: Circle) {
  const belongs = belongsTo(person, circle);
  return list === 'in' ? belongs : negate(belongs);
}

function showPerson({ person, as, agent }: Excluded): FindingValue {
  return { id: person.id, login: person.login, as, agent: agent?.login ?? null };
}

function showUnattributed({ unattributed }: Exclusions): readonly Finding[] {
  return [...Map.groupBy(unattributed, ({ as }) => as)].map(([as, taken]) => ({
    code: 'contributors.unattributed',
    truth: 'unmet',
    commits: taken.flatMap(({ commit }) => (commit === null ? [] : [commit])),
    data: { as, deleted: taken.some(({ commit }) => commit === null) },
  }));
}

function showUnread({ unknown }: Exclusions): readonly Finding[] {
  const each = new Map(unknown.map(({ as, why }) => [`${as} ${why.code} ${why.detail}`, { as, why }]));
  return [...each.values()]
    .slice(0, SHOWN_LIMIT)
    .map(({ as, why }) =>
      makeFinding('contributors.unread', 'unknown', { what: as, why: why.code, detail: why.detail }),
    );
}
