import { expect, test } from '@jest/globals';
import { readPlace, sameRepository } from '../../src/github/place.ts';
import { reader } from './gql.ts';

test('a repository, with the installation that sees it', () => {
  expect(readPlace(reader({ id: 70, full_name: 'acme/.github' }), 7)).toEqual({
    installation: 7,
    repository: { id: 70, owner: 'acme', name: '.github' },
  });
});

test.each(['acme', 'acme/shop/x', '/shop', 'acme/', 'a b/shop', 'acme/sh\nop', '../../x'])(
  '%j is no name',
  (full_name) => {
    expect(() => readPlace(reader({ id: 70, full_name }), 7)).toThrow(
      'answer.full_name is not the name of a repository',
    );
  },
);

test('a name says which repository it is only together with the number', () => {
  expect(
    sameRepository(reader({ databaseId: 70, ref: 'x' }), 70)
      .at('ref')
      .text(),
  ).toBe('x');
  for (const other of [{ databaseId: 71 }, null])
    expect(() => sameRepository(reader(other), 70)).toThrow('another repository');
});
