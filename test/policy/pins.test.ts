import { describe, expect, test } from '@jest/globals';
import { type Directory, known, type Person, unknown } from '../../src/policy/facts.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { applyPins, pinNames } from '../../src/policy/pins.ts';

const person = (id: number, login: string): Person => ({ id, login, type: 'user' });
const directory = (users: Directory['users'], teams: Directory['teams'] = {}): Directory => ({ users, teams });
const needs = { ...noNeeds, users: ['ann'], teams: ['acme/core'] };
const core = known({ id: 7, members: [] });

describe('pins', () => {
  test('hold what each name means now', () => {
    const pins = pinNames(needs, directory({ ann: known(person(1, 'ann')) }, { 'acme/core': core }));
    expect(pins).toEqual({ users: { ann: 1 }, teams: { 'acme/core': 7 } });
  });

  test('wait while a name cannot be read', () => {
    expect(
      pinNames(needs, directory({ ann: unknown('unavailable', 'GitHub failed') }, { 'acme/core': core })),
    ).toBeNull();
    expect(pinNames(needs, directory({}, { 'acme/core': core }))).toBeNull();
  });

  test('grant nothing to whoever takes a login that was given up', () => {
    const now = directory({ ann: known(person(99, 'ann')) });
    expect(applyPins(now, { users: { ann: 1 }, teams: {} }).users['ann']).toMatchObject({
      known: false,
      why: { code: 'name-changed' },
    });
  });

  test('grant nothing to whoever takes a login that was nobody’s', () => {
    const nobody = pinNames(needs, directory({ ann: unknown('forbidden', 'no such user') }, { 'acme/core': core }));
    expect(nobody?.users['ann']).toBeNull();
    const now = directory({ ann: known(person(99, 'ann')) });
    expect(applyPins(now, nobody ?? { users: {}, teams: {} }).users['ann']).toMatchObject({ known: false });
  });

  test('leave what still means the same, and what was never pinned', () => {
    const now = directory({ ann: known(person(1, 'ann')), bo: known(person(2, 'bo')) }, { 'acme/core': core });
    expect(applyPins(now, { users: { ann: 1 }, teams: { 'acme/core': 7 } })).toEqual(now);
  });
});
