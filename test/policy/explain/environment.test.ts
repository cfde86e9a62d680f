import { expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

test('another environment; its name is an outsider’s', () => {
  expect(explained("{ environment: [staging, 'review/*'] }", makeDeployment({ environment: '**prod**' }))).toEqual({
    title: ['this environment is not allowed'],
    row: 'it goes to «**prod**»',
    looked: 'the environment that is deployed to',
    required: 'one of `staging` or `review/*`',
    found: ['it goes to «**prod**»'],
    steps: [],
  });
  expect(explained('{ environment: production }', makeFacts())).toMatchObject({
    title: ['this is not a deployment'],
    row: 'it is not a deployment',
  });
});

test('nobody says where it goes', () => {
  expect(explained('{ environment: production }', { ...makeFacts(), kind: 'deployment' })).toMatchObject({
    title: ['it is not known where it goes'],
    row: 'it is not known where it goes',
  });
});

test('another branch', () => {
  const told = explained("{ landed_on: [main, 'release/*'] }", makeDeployment({ landedOn: known(['fix/a']) }));
  expect(told).toEqual({
    title: ['the commit never landed on a branch that is asked for', 'the commit is from elsewhere'],
    row: 'it landed on `fix/a`',
    looked: 'the branches on which the ledger has the commit as landed',
    required: 'one of `main` or `release/*`',
    found: ['it landed on `fix/a`'],
    steps: ['Deploy a commit that a push or a merge left on `main` or `release/*`.'],
  });
});

test('many branches, none, and those that are not known', () => {
  const row = (landedOn: ReturnType<typeof makeDeployment>['labels']) =>
    explained('{ landed_on: main }', makeDeployment({ landedOn }));
  expect(row(known(Array.from({ length: 25 }, (_, at) => `b${at}`))).row).toMatch(/^it landed on `b0`.* and 5 more$/);
  expect(row(known([])).row).toBe('the ledger has it as landed on no branch');
  expect(row(known(['main'])).row).toBe('it landed on `main`');
  expect(row(unknown('not-recorded', 'x'))).toMatchObject({
    title: ['the record of what landed'],
    row: 'what landed is being recorded',
    required: 'a branch that the policy names',
    steps: [],
  });
  expect(row(unknown('unavailable', 'it is down'))).toMatchObject({
    title: ['it is not known where the commit landed'],
    row: 'where the commit landed could not be read: «it is down»',
  });
  expect(explained('{ landed_on: main }', makeFacts()).row).toBe('it is not a deployment');
});
