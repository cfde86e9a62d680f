import { expect, test } from '@jest/globals';
import { known, type RanFacts, unknown } from '../../../src/policy/facts.ts';
import { HOUR, makeDeployment, ran } from '../deployment-scenery.ts';
import { makeFacts, now } from '../scenery.ts';
import { explained } from './explained.ts';

const day = '{ deployed: { to: staging, for: 24h } }';
const after = (...runs: readonly RanFacts[]) => makeDeployment({ ran: known(runs) });

test('not long enough yet', () => {
  expect(explained(day, after(ran('staging', now - HOUR)))).toEqual({
    title: ['24h in staging, until 2026-11-22 13:10 UTC', 'its time elsewhere, until 2026-11-22 13:10 UTC'],
    row: 'it runs in «staging»; long enough at 2026-11-22 13:10 UTC',
    looked: 'the deployments of this commit that the ledger has',
    required: 'a successful deployment of this commit to «staging» for 24h',
    found: ['it runs in «staging»; long enough at 2026-11-22 13:10 UTC'],
    steps: [],
  });
});

test('not long enough, and never', () => {
  expect(explained(day, after(ran('staging', now - 2 * HOUR, now - HOUR)))).toMatchObject({
    title: ['it ran in staging for less than 24h', 'it ran elsewhere for too short a time'],
    row: 'it ran in «staging» from 12:10 UTC until 13:10 UTC',
    steps: ['Deploy this commit to «staging» for 24h first.'],
  });
  expect(explained('{ deployed: { to: staging } }', after())).toMatchObject({
    title: ['it was not deployed to staging first', 'it was not deployed elsewhere first'],
    row: 'it never ran in «staging»',
    steps: ['Deploy this commit to «staging» first.'],
  });
});

test('long enough', () => {
  expect(explained(day, after(ran('staging', now - 30 * HOUR))).row).toBe(
    'it ran in «staging» from 2026-11-20 08:10 UTC',
  );
});

test('back to what ran there', () => {
  expect(explained('{ rollback: true }', after(ran('production', now - 2 * HOUR, now - HOUR)))).toMatchObject({
    row: 'it ran in «production» from 12:10 UTC until 13:10 UTC',
    required: 'a commit that ran in the same environment before',
  });
  expect(explained('{ rollback: true }', after())).toMatchObject({
    title: ['this commit never ran there before', 'it never ran there before'],
    row: 'it never ran in «production»',
    steps: [],
  });
});

test.each([
  [day, ['it is not known where it ran before']],
  ['{ rollback: true }', ['it is not known whether it ran there before']],
])('%s: what is not known', (requirement, title) => {
  expect(explained(requirement, makeDeployment({ ran: unknown('unavailable', 'it is down') }))).toMatchObject({
    title,
    row: 'where the commit ran could not be read: «it is down»',
  });
  expect(explained(requirement, makeDeployment({ ran: unknown('not-recorded', 'x') }))).toMatchObject({
    title: ['the record of what was deployed'],
    row: 'what was deployed is being recorded',
  });
  expect(explained(requirement, makeFacts()).row).toBe('it is not a deployment');
});
