import { expect, test } from '@jest/globals';
import { type Person, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { bo, chen, eli, makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

const by = (deployer: Person | null, starter: Person | null = deployer) => makeDeployment({ deployer, starter });

test('somebody who may not', () => {
  expect(explained('{ deployer: { in: [maintainers] } }', by(eli))).toEqual({
    title: ['@eli may not deploy here', 'whoever started it may not deploy'],
    row: '@eli is none of `maintainers`',
    looked: 'who started the run, and who started this attempt of it',
    required: 'each is one of `maintainers`',
    found: ['@eli is none of `maintainers`'],
    steps: [],
  });
  expect(explained('{ deployer: { not_in: [release-managers] } }', by(chen))).toMatchObject({
    row: '@chen is of `release-managers`',
    required: 'neither is one of `release-managers`',
  });
});

test('both', () => {
  expect(explained('{ deployer: { not_in: [maintainers] } }', by(bo, chen))).toMatchObject({
    title: ['whoever started it may not deploy'],
    row: '@bo and @chen are of `maintainers`',
  });
  expect(explained('{ deployer: { in: [maintainers] } }', by(bo, chen)).row).toBe('@bo and @chen are of `maintainers`');
});

test('a deleted account, and what to do about it', () => {
  expect(explained('{ deployer: { in: [maintainers] } }', by(null, bo))).toMatchObject({
    title: ['the account of who deploys no longer exists'],
    row: 'the account of who started it no longer exists',
    steps: ['Start the workflow anew: an attempt of a run keeps who started the first.'],
  });
  expect(explained('{ deployer: { in: [maintainers] } }', by(bo, null)).row).toBe(
    'the account of who started the run no longer exists',
  );
});

test('what is not known', () => {
  const directory = { users: {}, teams: { 'acme/maintainers': unknown('forbidden', 'x') } };
  expect(explained('{ deployer: { in: [maintainers] } }', { ...by(bo), directory })).toMatchObject({
    title: ['it is not known who may deploy'],
    row: 'it could not be read who belongs to `acme/maintainers`',
  });
  expect(explained('{ deployer: { in: [maintainers] } }', makeFacts()).row).toBe('it is not a deployment');
});
