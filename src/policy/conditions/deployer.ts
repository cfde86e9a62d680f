import type { Case, Condition } from '../condition.ts';
import { makeNoDeployment } from '../deployment-findings.ts';
import type { DeploymentFacts, Person } from '../facts.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { belongsTo, namesOf, resolveRoles } from '../people.ts';
import { checkRoles, roleList } from '../role-list.ts';
import { allOf, negate } from '../truth.ts';
import type { Finding } from '../verdict.ts';

export interface DeployerSettings {
  readonly in?: readonly string[];
  readonly not_in?: readonly string[];
}

export const deployer: Condition<DeployerSettings> = {
  name: 'deployer',
  schema: {
    type: 'object',
    description: 'Who deploys: whoever started the run, and whoever started this attempt of it.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      in: { ...roleList, description: 'Both have one of these roles.' },
      not_in: { ...roleList, description: 'Neither has any of these roles.' },
    },
  },
  check: (settings, policy) =>
    (['in', 'not_in'] as const).flatMap((key) => checkRoles(key, settings[key] ?? [], policy)),
  needs: (settings, policy) => ({
    ...noNeeds,
    ...namesOf([...(settings.in ?? []), ...(settings.not_in ?? [])], policy),
  }),
  watches: ['roles'],
  judge({ in: allowed, not_in: denied }, judged) {
    const { deployment } = judged.facts;
    if (deployment === undefined) return outcomeOf('deployer', [makeNoDeployment('deployer.no-deployment')]);
    const people = peopleOf(deployment);
    return outcomeOf('deployer', [
      ...(allowed === undefined ? [] : [judgeRoles('in', { roles: allowed, people, judged })]),
      ...(denied === undefined ? [] : [judgeRoles('not_in', { roles: denied, people, judged })]),
      ...findDeleted(deployment),
    ]);
  },
};

/** Mostly both are one. */
function peopleOf({ deployer: last, starter }: DeploymentFacts): readonly Person[] {
  const found = [last, starter].filter((person) => person !== null);
  return [...new Map(found.map((person) => [person.id, person])).values()];
}

interface Given {
  readonly roles: readonly string[];
  readonly people: readonly Person[];
  readonly judged: Case;
}

/** A deleted account is not judged here: that alone is on no allow-list and on every deny-list. */
function judgeRoles(list: 'in' | 'not_in', { roles, people, judged }: Given): Finding {
  const circle = resolveRoles(roles, judged.policy, judged.facts.directory);
  const all = people.map((person) => {
    const belongs = belongsTo(person, circle);
    return { person, truth: list === 'in' ? belongs : negate(belongs) };
  });
  const truth = allOf(all.map((each) => each.truth));
  const open = truth === 'met' ? all : all.filter((each) => each.truth === truth);
  return makeFinding(list === 'in' ? 'deployer.in' : 'deployer.not-in', truth, {
    roles,
    people: open.map(({ person: { id, login } }) => ({ id, login })),
    unresolved: truth === 'unknown' ? circle.unresolved.map(({ name, why }) => ({ name, why: why.code })) : [],
  });
}

function findDeleted({ deployer: last, starter }: DeploymentFacts): readonly Finding[] {
  const as = [...(last === null ? ['deployer'] : []), ...(starter === null ? ['starter'] : [])];
  return as.length === 0 ? [] : [makeFinding('deployer.deleted', 'unmet', { as })];
}
