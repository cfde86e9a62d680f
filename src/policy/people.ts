import type { Directory, Known, Person, TeamFacts, Unknown } from './facts.ts';
import type { Policy } from './policy.ts';
import type { Truth } from './verdict.ts';

/** Who stands behind some roles. People are compared by numeric id and by nothing else. */
export interface Circle {
  readonly people: ReadonlyMap<number, Person>;
  /** Those named one by one: the only way in which a bot may count. */
  readonly listed: ReadonlySet<number>;
  /** Names that could not be resolved; whoever is not in `people` may still be behind one of them. */
  readonly unresolved: readonly UnresolvedName[];
}

export interface UnresolvedName {
  readonly name: string;
  readonly kind: 'user' | 'team';
  readonly why: Unknown;
}

const notLooked: Unknown = { code: 'not-needed', detail: 'the name was not looked up' };

export function resolveRoles(roles: readonly string[], policy: Policy, directory: Directory): Circle {
  const people = new Map<number, Person>();
  const listed = new Set<number>();
  const unresolved: UnresolvedName[] = [];
  for (const role of roles) {
    const { users, teams } = own(policy.people, role) ?? { users: [], teams: [] };
    for (const name of users) {
      const user: Known<Person> | undefined = own(directory.users, name);
      if (user?.known === true) {
        people.set(user.value.id, user.value);
        listed.add(user.value.id);
      } else unresolved.push({ name, kind: 'user', why: user?.why ?? notLooked });
    }
    for (const name of teams) {
      const team: Known<TeamFacts> | undefined = own(directory.teams, name);
      if (team?.known === true) for (const member of team.value.members) people.set(member.id, member);
      else unresolved.push({ name, kind: 'team', why: team?.why ?? notLooked });
    }
  }
  return { people, listed, unresolved };
}

/** Is the person in the circle? Unknown while a name is unresolved that the person may be behind. */
export function belongsTo(person: Person, circle: Circle): Exclude<Truth, 'pending'> {
  if (circle.people.has(person.id)) return 'met';
  return circle.unresolved.length > 0 ? 'unknown' : 'unmet';
}

/** The users and teams that have to be looked up for some roles. */
export function namesOf(
  roles: readonly string[],
  policy: Policy,
): { readonly users: readonly string[]; readonly teams: readonly string[] } {
  const found = roles.map((role) => own(policy.people, role)).filter((role) => role !== undefined);
  return { users: found.flatMap(({ users }) => users), teams: found.flatMap(({ teams }) => teams) };
}

/** Names in a policy are free: `constructor` is a role like any other, and none when nobody defined it. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
