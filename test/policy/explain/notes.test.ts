import { expect, test } from '@jest/globals';
import { makeNotes } from '../../../src/policy/explain/notes.ts';
import { known } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { commit, makeFacts, unsigned } from '../scenery.ts';
import { judgeRule } from './telling.ts';

const bare = makeFacts({ commits: known([commit(10, { signature: unsigned })]) });

test('how to sign, only for whom a signature is missing', () => {
  expect(makeNotes([judgeRule('{ signed: true }', bare)])).toHaveLength(1);
  expect(makeNotes([judgeRule('{ signed: true }')])).toEqual([]);
  expect(makeNotes([judgeRule('{ signed: true }', makeDeployment({}, { commits: bare.commits }))])).toEqual([]);
  expect(makeNotes([judgeRule('{ not: { signed: true } }')])).toEqual([]);
});
