import { expect, test } from '@jest/globals';
import { connectionText } from '../../src/github/connection.ts';

test('a list is asked for from its beginning, after a cursor, or not at all', () => {
  const page = 'totalCount pageInfo { hasNextPage endCursor } nodes { name }';
  expect(connectionText('labels', { name: 'labels', cursor: null }, 'name')).toBe(`labels(first: 100) { ${page} }`);
  expect(connectionText('contexts', { name: 'checks', cursor: 'x' }, 'name')).toBe(
    `contexts(first: 100, after: $checksAfter) { ${page} }`,
  );
  expect(connectionText('labels', { name: 'labels', cursor: undefined }, 'name')).toBe('');
});
