import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
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

  test.each(['unavailable', 'incomplete', 'forbidden', 'not-needed'] as const)(
    'leave out a name that is unknown because it is %s: the next reading may know it',
    (code) => {
      const found = directory({ ann: unknown(code, 'x') }, { 'acme/core': unknown(code, 'x') });
      expect(pinNames(needs, found)).toEqual({ users: {}, teams: {} });
      expect(pinNames(needs, directory({}, { 'acme/core': core }))).toEqual({ users: {}, teams: { 'acme/core': 7 } });
      const later = directory({ ann: known(person(1, 'ann')) }, { 'acme/core': core });
      expect(applyPins(later, pinNames(needs, found))).toEqual(later);
    },
  );

  test('take a login that is a word of JavaScript for what it is', () => {
    const odd = { users: ['constructor'], teams: [] };
    expect(pinNames(odd, directory({}))).toEqual({ users: {}, teams: {} });
    const now = directory({ constructor: known(person(3, 'constructor')) });
    expect(applyPins(now, { users: {}, teams: {} })).toEqual(now);
  });

  test('grant nothing to whoever takes a login that was given up', () => {
    const now = directory({ ann: known(person(99, 'ann')) });
    expect(applyPins(now, { users: { ann: 1 }, teams: {} }).users['ann']).toMatchObject({
      known: false,
      why: { code: 'name-changed' },
    });
  });

  test('grant nothing to whoever takes a login that was nobody’s', () => {
    const nobody = pinNames(needs, directory({ ann: unknown('nobody', 'no such user') }, { 'acme/core': core }));
    expect(nobody.users['ann']).toBeNull();
    const now = directory({ ann: known(person(99, 'ann')) });
    expect(applyPins(now, nobody).users['ann']).toMatchObject({ known: false, why: { code: 'name-changed' } });
  });

  test('leave what still means the same, and what was never pinned', () => {
    const now = directory({ ann: known(person(1, 'ann')), bo: known(person(2, 'bo')) }, { 'acme/core': core });
    expect(applyPins(now, { users: { ann: 1 }, teams: { 'acme/core': 7 } })).toEqual(now);
  });

  test('of one layer never make anybody known in another, nor anybody else', () => {
    const names = ['ann', 'bo', 'constructor'];
    const pinned = fc.dictionary(fc.constantFrom(...names), fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }));
    const fact = fc.oneof(
      fc.integer({ min: 1, max: 3 }).map((id) => known(person(id, 'x'))),
      fc.constantFrom('nobody', 'forbidden', 'name-changed').map((code) => unknown(code as 'nobody', 'x')),
    );
    const found = fc.dictionary(fc.constantFrom(...names), fact);
    fc.assert(
      fc.property(found, fc.array(pinned, { maxLength: 3 }), (users, layers) => {
        const applied = layers.reduce((sofar, pins) => applyPins(sofar, { users: pins, teams: {} }), directory(users));
        for (const [name, now] of Object.entries(applied.users)) if (now.known) expect(now).toBe(users[name]);
        expect(Object.keys(applied.users)).toEqual(Object.keys(users));
      }),
    );
  });
});
