import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { personOf } from '../../src/app/person.ts';
import type { Json } from '../../src/base/json.ts';

const dana = { id: 5, login: 'dana', type: 'user' };

test.each(['user', 'bot', 'organization', 'mannequin'])(
  'a stored %s is read back, and nothing that hangs onto it',
  (type) => {
    expect(personOf({ ...dana, type, email: 'dana@example.com' })).toEqual({ ...dana, type });
  },
);

test.each<[string, Json | undefined]>([
  ['nothing', undefined],
  ['null', null],
  ['a login alone', 'dana'],
  ['a list', [dana]],
  ['an id in words', { ...dana, id: '5' }],
  ['no login', { id: 5, type: 'user' }],
  ['GitHub’s own word for the type', { ...dana, type: 'User' }],
  ['an unknown type', { ...dana, type: 'constructor' }],
])('%s is no person', (_what, value) => expect(personOf(value)).toBeNull());

test('whatever was stored, the answer is a whole person or none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const person = personOf(value as Json);
      if (person !== null) expect(Object.keys(person).toSorted()).toEqual(['id', 'login', 'type']);
    }),
  );
});
