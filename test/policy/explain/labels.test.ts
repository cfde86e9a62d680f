import { expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/policy/facts.ts';
import { makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

const having = (...labels: readonly string[]) => makeFacts({ labels: known(labels) });

test('one label is missing', () => {
  expect(explained('{ labels: { all: [a, bug fix] } }', having('A'))).toEqual({
    title: ['the label bug fix is missing', 'a label is missing'],
    row: 'it does not have `bug fix`',
    looked: 'the labels of the pull request',
    required: 'each of `a` and `bug fix`',
    found: ['it does not have `bug fix`'],
    steps: ['Add the label `bug fix`.', "gh pr edit 42 --add-label 'bug fix'"],
  });
});

test('a choice of labels is made by a person', () => {
  const told = explained('{ labels: { any: [fix, feature] } }', having());
  expect([told.title, told.row, told.steps]).toEqual([
    ['a label is missing'],
    'it has none of `fix` or `feature`',
    ['Add one of the labels `fix` or `feature`.'],
  ]);
});

test('labels that are in the way', () => {
  const told = explained('{ labels: { none: [stop, wip] } }', having('WIP', 'stop'));
  expect([told.title, told.row, told.required, told.steps]).toEqual([
    ['labels are in the way'],
    'it has `stop` and `wip`',
    'none of `stop` and `wip`',
    ['Remove the labels `stop` and `wip`.', "gh pr edit 42 --remove-label 'stop' --remove-label 'wip'"],
  ]);
});

test('a name that a shell would read is never part of a command', () => {
  for (const name of ["a'; rm -rf ~", '$(x)', 'a,b', '--x', '\\u202e'])
    expect(explained(`{ labels: { all: [${JSON.stringify(name)}] } }`, having()).steps).toHaveLength(1);
});

test('met, unread, and nothing that could have labels', () => {
  expect(explained('{ labels: { any: [fix], all: [p1], none: [stop] } }', having('fix', 'p1')).row).toBe(
    'it has `fix`; it has `p1`; it has none of `stop`',
  );
  const unread = explained('{ labels: { any: [fix] } }', makeFacts({ labels: unknown('unavailable', 'down') }));
  expect([unread.title, unread.row, unread.steps]).toEqual([
    ['the labels are not known'],
    'the labels could not be read: «down»',
    [],
  ]);
  expect(explained('{ labels: { any: [fix] } }', makeFacts({ change: { number: null } })).row).toBe(
    'only a pull request has labels',
  );
});
