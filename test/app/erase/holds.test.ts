import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeHolds, textsOf, wordsOf } from '../../../src/app/erase/holds.ts';
import { type Identity, nobody } from '../../../src/app/erase/identity.ts';
import type { Json } from '../../../src/base/json.ts';
import { canonicalize } from '../../../src/ledger/canonical.ts';

const dana: Identity = {
  ids: [7],
  logins: ['dana', 'x[bot]'],
  names: ['Dana', 'Dana María Scully'],
  emails: ['d.scully+git@example.org'],
};
const holds = makeHolds(dana);

describe('the person is there', () => {
  test.each<[string, Json]>([
    ['a login', { login: 'DANA' }],
    ['a login in a sentence', ['ask @dana, please']],
    ['a login with brackets', 'by x[bot].'],
    ['a login as a name', { users: { Dana: 1 } }],
    ['an address', 'Signed-off-by: x <D.Scully+git@Example.org>'],
    ['a name of several words', '(DANA MARÍA SCULLY)'],
    ['a name of one word, alone', { name: ' dana ' }],
    ['an id that names a person', { reviewer: { id: 7, login: 'renamed', type: 'user' } }],
  ])('%s', (_, document) => expect(holds(document)).toBe(true));
});

describe('somebody else is', () => {
  test.each<[string, Json]>([
    ['a longer login', 'dana-2 verdana danaë _dana'],
    ['another address', 'd-scully+git@example.org xd.scully+git@example.org'],
    ['the id of something else', { id: 7, state: 'approved' }],
    ['the id of somebody who was erased', { id: 7, type: 'user', login: '' }],
    ['nothing', { a: [null, true, 7, ''] }],
  ])('%s', (_, document) => expect(holds(document)).toBe(false));
  test('a name of one word in a sentence: it is a word that others use', () => {
    const eli = makeHolds({ ...nobody, ids: [1], names: ['Will'] });
    expect([eli('this will do'), eli('WILL')]).toEqual([false, true]);
    expect(wordsOf({ ...nobody, names: ['Will', 'Will Smith'] })).toEqual(['Will Smith']);
  });
  test('nobody is anybody', () => expect(makeHolds(nobody)('anything')).toBe(false));
});

test('every document that holds the person holds one of the texts, in any case of ASCII', () => {
  const texts = textsOf(dana).map((text) => text.toLowerCase());
  const piece = fc.constantFrom<Json>(
    'dana',
    'Dana',
    'D.SCULLY+GIT@EXAMPLE.ORG',
    'x [bot]',
    'x[BOT]',
    'dana maría scully',
    'DANA MARÍA SCULLY',
    'else',
    {
      id: 7,
      login: 'd',
    },
  );
  const around = fc.constantFrom('', ' ', '"', '-', '@');
  const document = fc.record({
    list: fc.array(piece, { maxLength: 2 }),
    text: fc.tuple(around, piece, around).map(([a, b, c]) => (typeof b === 'string' ? `${a}${b}${c}` : '')),
  });
  fc.assert(
    fc.property(document, (value) => {
      const text = canonicalize(value).toLowerCase();
      if (holds(value)) expect(texts.some((each) => text.includes(each))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
