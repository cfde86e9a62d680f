import { expect, test } from '@jest/globals';
import type { Sentence } from '../../../src/policy/explanation.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { layerOf, parse } from '../scenery.ts';
import { tell } from './telling.ts';

const read = (sentence: Sentence | undefined): string =>
  (sentence ?? []).map((segment) => Object.values(segment).join('')).join('');

const told = (...rules: readonly string[]) => {
  const text = rules.map((rule, at) => `  - { name: r${at}, ${rule} }\n`).join('');
  const { title, notes, rows, result } = tell([layerOf(parse(`version: 1\nrules:\n${text}`))]);
  return { title, notes: notes.map(read), marks: rows.map(({ mark }) => mark), result };
};

const met = 'require: { base: main }';
const unmet = 'require: { base: other }';
const observe = ', enforce: observe';

test('rules that only observe say what they would have done', () => {
  expect(told(unmet + observe, met + observe, `when: { base: other }, ${met}`)).toEqual({
    title: 'Only observing: would have been blocked by 1 rule',
    notes: [
      'Nothing is blocked here: every rule that applies only observes. With enforce: block this change would have been blocked by 1 rule.',
    ],
    marks: ['observed', 'met', 'skipped'],
    result: 'allow',
  });
  expect(told(met + observe)).toMatchObject({
    title: 'Only observing: 1 rule met',
    notes: ['Nothing is blocked here: every rule that applies only observes.'],
  });
  expect(told(unmet + observe, `require: { approved: {} }${observe}`).title).toBe(
    'Only observing: would have been blocked by 2 rules',
  );
});

test('beside rules that block, those that do not are said not to', () => {
  expect(told(met, unmet + observe, `${unmet}, enforce: warn`)).toMatchObject({
    title: 'Allowed: 1 rule met, 1 warning',
    notes: ['Not met, and not blocking: 1 warning and 1 observed rule.'],
    marks: ['met', 'observed', 'warning'],
    result: 'allow',
  });
  expect(told(unmet, unmet + observe).notes).toEqual(['Not met, and not blocking: 1 observed rule.']);
  expect(told(met).notes).toEqual([]);
});

test('of a deployment it is a deployment that would have been blocked', () => {
  const policy = parse(
    'version: 1\nrules: [{ name: a, on: [deployment], enforce: observe, require: { base: other } }]',
  );
  expect(tell([layerOf(policy)], makeDeployment()).notes.map(read)).toEqual([
    'Nothing is blocked here: every rule that applies only observes. With enforce: block this deployment would have been blocked by 1 rule.',
  ]);
});
