import { expect, test } from '@jest/globals';
import { sortFailures } from '../../src/github/failures.ts';
import { failureWhy, hasNext, incomplete, joinSections, readSection } from '../../src/github/section.ts';
import { failed, reader } from './gql.ts';

const page = (totalCount: number, nodes: readonly unknown[], endCursor: string | null) =>
  reader({ totalCount, nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } });

test('a list is read page after page', () => {
  const first = readSection(page(3, [{ n: 1 }, { n: 2 }], 'c'), null);
  expect(hasNext(first)).toBe(true);
  const all = joinSections(first, readSection(page(3, [{ n: 3 }], null), null));
  expect(hasNext(all)).toBe(false);
  expect(all.nodes.map((node) => node.reader.at('n').count())).toEqual([1, 2, 3]);
});

test('failed signatures are counted from the start of their own page', () => {
  const failures = sortFailures([failed(['repository', 'pullRequest', 'commits', 'nodes', 1, 'commit', 'signature'])]);
  const section = readSection(page(2, [{}, {}], null), failures);
  expect(section.nodes.map((node) => node.signatureFailed)).toEqual([false, true]);
});

test('a list that changes while it is read is incomplete, and so is a page that comes twice', () => {
  const first = readSection(page(3, [{}], 'c'), null);
  expect(() => joinSections(first, readSection(page(4, [{}], 'd'), null))).toThrow('a list changed while it was read');
  expect(() => joinSections(first, readSection(page(3, [{}], 'c'), null))).toThrow('the same page twice');
  expect(incomplete('x').code).toBe('github.incomplete');
});

test('why a list is not known', () => {
  expect(failureWhy('FORBIDDEN', 'reviews')).toEqual({ code: 'forbidden', detail: 'the app may not read reviews' });
  expect(failureWhy('UNKNOWN', 'reviews')).toEqual({ code: 'unavailable', detail: 'GitHub failed to read reviews' });
});
