import { expect, test } from '@jest/globals';
import { explainTicket, ticketsOf } from '../../../src/policy/explain/ticket.ts';
import { type Facts, known } from '../../../src/policy/facts.ts';
import { commit, makeFacts } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const bare = (count: number): Facts =>
  makeFacts({
    commits: known(Array.from({ length: 3 }, (_, index) => commit(10 + index, index < count ? { message: 'x' } : {}))),
  });
const headline = (requirement: string, facts: Facts): string | undefined => {
  const { outcome, scene } = judgeOne(requirement, facts);
  return explainTicket.headlines(outcome, scene)[0];
};

test('headlines', () => {
  expect(headline('{ ticket: { from: jira } }', bare(1))).toBe(
    '1 of 3 commits names no ticket: @dana, add one to 000000a',
  );
  expect(headline('{ ticket: { from: jira } }', bare(3))).toBe('all 3 commits name no ticket: @dana, add one to each');
  expect(headline('{ ticket: { from: jira, in: any_commit } }', bare(3))).toBe(
    'no commit names a ticket: @dana, add one',
  );
  expect(headline('{ ticket: { from: jira, in: title } }', makeFacts({ change: { title: 'x' } }))).toBe(
    'the title names no ticket: @dana, add one',
  );
  expect(headline('{ ticket: { from: jira } }', makeFacts({ commits: known([]) }))).toBe('there are no commits');
});

test('rows and details', () => {
  const { outcome, scene } = judgeOne('{ ticket: { from: jira } }', bare(2));
  expect(plain(explainTicket.row(outcome, scene))).toBe('`000000a` and `000000b` name no ticket; `SHOP-412`');
  expect(ticketsOf(outcome)).toEqual(['SHOP-412']);
  const detail = explainTicket.detail(outcome, scene);
  expect([plain(detail.looked), plain(detail.required), detail.commits.length]).toEqual([
    'the message of each of the 3 commits',
    'a ticket of `jira` in each commit message, as a whole word',
    2,
  ]);
});

test('a title is edited, not rebased', () => {
  const { outcome, scene } = judgeOne('{ ticket: { from: jira, in: title } }', makeFacts({ change: { title: 'x' } }));
  expect(explainTicket.steps(outcome, scene).map(({ sentence }) => plain(sentence))).toEqual([
    'Edit the title of the pull request so that it names a ticket.',
  ]);
  expect(plain(explainTicket.detail(outcome, scene).looked)).toBe('the title of the pull request');
});

test('only exempt commits', () => {
  const { outcome, scene } = judgeOne(
    '{ ticket: { from: jira } }',
    makeFacts({ commits: known([commit(10, { updatesFromBase: true })]) }),
  );
  expect(plain(explainTicket.row(outcome, scene))).toBe('no commit has to name one');
});
