import { describe, expect, test } from '@jest/globals';
import { type Identity, idsOf, joinIdentities, learn, nobody } from '../../../src/app/erase/identity.ts';

const dana: Identity = { ...nobody, ids: [7], logins: ['dana'] };
const person = { id: 7, login: 'Dana-Old', type: 'user' };

describe('what a document teaches', () => {
  test('other logins of the same id, in any depth', () =>
    expect(learn(dana, { reviews: [{ reviewer: person }] }).logins).toEqual(['dana', 'Dana-Old']));
  test('the name and address of commits that GitHub attributes to them, of nobody else', () => {
    const commits = [
      {
        author: { person, name: 'Dana S', email: 'Dana@Example.org' },
        committer: { person: null, name: 'X', email: 'x@x' },
      },
      { author: { person: { id: 8, login: 'eli' }, name: 'Eli', email: 'eli@x' } },
      { author: { person, name: 'DANA S', email: 'dana@example.org' } },
    ];
    expect(learn(dana, commits)).toMatchObject({ names: ['Dana S'], emails: ['Dana@Example.org'] });
  });
  test('nothing that GitHub itself is called', () => {
    const author = { person, name: 'GitHub', email: 'noreply@github.com' };
    expect(learn(dana, { author })).toMatchObject({ names: [], emails: [] });
  });
  test('nothing where an id is no person, or where the login was erased', () =>
    expect(learn(dana, [{ id: 7, state: 'approved', name: 'a review' }, { id: 7, login: '' }, null, 7])).toEqual(dana));
});

test('who had a login', () => {
  const document = [person, { id: 9, login: 'DANA-old' }, { id: 10, login: 'dana-old-2' }, { login: 'dana-old' }];
  expect(idsOf(['dana-OLD'], document)).toEqual([7, 9]);
});

test('two that are one: each text once, whatever its case', () =>
  expect(joinIdentities(dana, { ids: [7, 8], logins: ['DANA', 'd2'], names: ['D'], emails: [] })).toEqual({
    ids: [7, 8],
    logins: ['dana', 'd2'],
    names: ['D'],
    emails: [],
  }));
