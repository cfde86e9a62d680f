import { expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/policy/facts.ts';
import { file, makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

const facts = makeFacts({
  files: known([file('a', { additions: 401, deletions: 1 }), file('vendor/b', { additions: 9, deletions: 9 })]),
});

test('too many lines', () => {
  expect(explained('{ lines: { added: { max: 400 }, ignore: ["vendor/**"] } }', facts)).toEqual({
    title: ['401 lines added: at most 400', 'the change is larger than allowed'],
    row: '401 lines added (1 file not counted)',
    looked: 'the lines of the changed files',
    required: 'at most 400 lines added',
    found: ['401 lines added (1 file not counted)'],
    steps: ['Split the change into smaller ones that can be reviewed and land one after the other.'],
  });
});

test('too few, and several limits', () => {
  expect(explained('{ lines: { removed: { min: 20, max: 30 }, total: { max: 1000 } } }', facts)).toMatchObject({
    title: ['10 lines removed: 20 to 30', 'the change is smaller than required'],
    row: '10 lines removed',
    required: '20 to 30 lines removed and at most 1000 lines added and removed',
    steps: [],
  });
});

test('files that could not be read', () => {
  expect(
    explained('{ lines: { total: { max: 1 } } }', makeFacts({ files: unknown('too-many', '3,001') })),
  ).toMatchObject({
    title: ['the changed lines could not be read'],
    row: 'the changed files could not be read: «3,001»',
    steps: [],
  });
});
