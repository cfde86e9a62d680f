import { expect, test } from '@jest/globals';
import { makeOnce } from '../../src/policy/once.ts';
import { commit } from './scenery.ts';

test('each answer is computed once a commit and key, also one that is false', () => {
  const asked: string[] = [];
  const answer = makeOnce(({ oid }, key) => {
    asked.push(`${oid.slice(0, 7)} ${key}`);
    return false;
  });
  const [first, second] = [commit(1), commit(2)];
  expect([answer(first, 'a'), answer(first, 'a'), answer(first, 'b'), answer(second, 'a')]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(asked).toEqual(['0000001 a', '0000001 b', '0000002 a']);
});

test('another commit object is another commit, although it has the same id', () => {
  const answer = makeOnce(({ message }) => message);
  expect([answer(commit(1, { message: 'a' }), 'k'), answer(commit(1, { message: 'b' }), 'k')]).toEqual(['a', 'b']);
});
