import { expect, test } from '@jest/globals';
import { explainMessage } from '../../../src/policy/explain/message.ts';
import { known } from '../../../src/policy/facts.ts';
import { commit, makeFacts } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const facts = makeFacts({
  commits: known([
    commit(10, { message: 'oops' }),
    commit(11, { message: 'wip fix' }),
    commit(12, { message: 'fix: a' }),
  ]),
});

test('what is missing and what is too much', () => {
  const { outcome, scene } = judgeOne("{ message: { matches: 'fix', not_matches: 'wip' } }", facts);
  expect(explainMessage.headlines(outcome, scene)[0]).toBe('2 of 3 messages are not as required: @dana, reword them');
  expect(plain(explainMessage.row(outcome, scene))).toBe('`000000a` does not have `fix`; `000000b` has `wip`');
  const detail = explainMessage.detail(outcome, scene);
  expect([plain(detail.looked), plain(detail.required)]).toEqual([
    'the first line of each of the 3 commits',
    'each has `fix` and does not have `wip`',
  ]);
  expect(detail.commits.map(({ sentence }) => plain(sentence))[0]).toBe(
    '`000000a` does not have `fix` («oops», committed 14:02 UTC)',
  );
});

test('as required', () => {
  const { outcome, scene } = judgeOne("{ message: { matches: '.' } }", facts);
  expect(plain(explainMessage.row(outcome, scene))).toBe('the messages are as required');
});

test('no commits', () => {
  const { outcome, scene } = judgeOne("{ message: { matches: '.' } }", makeFacts({ commits: known([]) }));
  expect([explainMessage.headlines(outcome, scene), plain(explainMessage.row(outcome, scene))]).toEqual([
    ['there are no commits'],
    'there are no commits',
  ]);
});
