import { expect, test } from '@jest/globals';
import { blocksOf, sectionOf } from '../../scripts/house/readme.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { known, unknown } from '../../src/policy/facts.ts';
import {
  amir,
  bo,
  type Changes,
  commit,
  dana,
  file,
  layerOf,
  makeFacts,
  now,
  parse,
  review,
  unsigned,
} from '../policy/scenery.ts';
import { readText } from './project.ts';

/** The policy that README gives people to start from does what README says it does. */
const [text = ''] = blocksOf(sectionOf(readText('README.md'), 'A policy to start from'), 'yaml');

const approved = known([review(amir)]);
const threeCommits = (changes: Parameters<typeof commit>[1]) => known([commit(10), commit(11), commit(12, changes)]);

test.each<[string, Changes, string]>([
  ['nobody reviewed it', {}, 'pending'],
  ['its author approved it', { reviews: known([review(dana)]) }, 'pending'],
  ['a maintainer approved it', { reviews: approved }, 'allow'],
  ['a commit is unsigned', { reviews: approved, commits: threeCommits({ signature: unsigned }) }, 'deny'],
  [
    'a commit names no ticket, which only warns',
    { reviews: approved, commits: threeCommits({ message: 'fix: rounding' }) },
    'allow',
  ],
  [
    'it changes the rules, and one approved it',
    { reviews: approved, files: known([file('.github/countersign.yml')]) },
    'pending',
  ],
  [
    'it changes the rules, and two approved it',
    { reviews: known([review(amir), review(bo)]), files: known([file('.github/countersign.yml')]) },
    'allow',
  ],
  ['its files could not be read', { reviews: approved, files: unknown('too-many', '3,001 files') }, 'unknown'],
])('%s', (_, changes, result) => {
  expect(evaluate({ layers: [layerOf(parse(text))], facts: makeFacts(changes), at: now }).result).toBe(result);
});
