import { expect, test } from '@jest/globals';
import { known, unknown } from '../../src/policy/facts.ts';
import { belongsTo, namesOf, own, resolveRoles } from '../../src/policy/people.ts';
import { amir, chen, dana, makeFacts, policyOf } from './scenery.ts';

const policy = policyOf('{ base: main }');
const { directory } = makeFacts();

test('teams and users of a role, by id; only users are listed by name', () => {
  const circle = resolveRoles(['maintainers', 'release-managers'], policy, directory);
  expect([...circle.people.keys()].toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
  expect([...circle.listed]).toEqual([4]);
  expect([belongsTo(amir, circle), belongsTo(dana, circle)]).toEqual(['met', 'unmet']);
});

test('a login that somebody else has now changes nothing: ids are compared', () => {
  const circle = resolveRoles(['maintainers'], policy, directory);
  expect(belongsTo({ ...amir, id: 999 }, circle)).toBe('unmet');
  expect(belongsTo({ ...amir, login: 'renamed' }, circle)).toBe('met');
});

test.each([
  ['could not be read', { users: {}, teams: { 'acme/maintainers': unknown('forbidden', 'no') } }],
  ['was not looked up', { users: {}, teams: {} }],
])('a team that %s leaves it open for others only', (_name, partial) => {
  const circle = resolveRoles(['maintainers', 'release-managers'], policy, {
    ...partial,
    users: { 'octo-lead': known(chen) },
  });
  expect([belongsTo(chen, circle), belongsTo(amir, circle)]).toEqual(['met', 'unknown']);
  expect(circle.unresolved.map(({ name, kind }) => [name, kind])).toEqual([
    ['acme/maintainers', 'team'],
    ['acme/release', 'team'],
  ]);
});

test('names to look up', () => {
  expect(namesOf(['release-managers', 'nobody'], policy)).toEqual({ users: ['octo-lead'], teams: ['acme/release'] });
});

test('inherited names are nobody', () => {
  expect(own<number>({}, 'constructor')).toBeUndefined();
  expect(resolveRoles(['constructor'], policy, directory).people.size).toBe(0);
});
