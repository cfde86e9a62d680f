import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readDependencyAlerts, readSecretAlerts, readSeverity } from '../../src/github/alerts.ts';
import { known } from '../../src/policy/facts.ts';
import { StandIn } from '../github/client.ts';
import { reader } from './gql.ts';
import { openScene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const kinds = [
  ['secret_scanning', readSecretAlerts],
  ['dependencies', readDependencyAlerts],
] as const;

test.each(kinds)('%s: what is open, and not what was closed', async (kind, read) => {
  const { api, place, repository } = await openScene(github);
  expect(await read(api, place.repository)).toEqual(known({ groups: [], isAll: true }));
  for (let made = 0; made < 3; made += 1) await github.addAlert({ repository, kind, severity: 'critical' });
  await github.closeAlert({ repository, kind, number: 2, how: 'dismissed' });
  expect(await read(api, place.repository)).toEqual(
    known({ groups: [{ tool: null, severity: 'critical', count: 2, numbers: [3, 1] }], isAll: true }),
  );
});

test('each dependency by its own severity, over several pages', async () => {
  const { api, place, repository } = await openScene(github);
  for (let made = 0; made < 101; made += 1)
    await github.addAlert({ repository, kind: 'dependencies', severity: made === 0 ? 'high' : 'low' });
  expect(await readDependencyAlerts(api, place.repository)).toMatchObject({
    value: {
      groups: [
        { severity: 'low', count: 100 },
        { severity: 'high', count: 1, numbers: [1] },
      ],
      isAll: true,
    },
  });
});

test.each(kinds)('%s: off, with GitHub’s words', async (kind, read) => {
  const { api, place, repository } = await openScene(github);
  await github.setAlertsOff({ repository, kind, status: 404, words: 'It is disabled on this repository.' });
  expect(await read(api, place.repository)).toMatchObject({
    known: false,
    why: { code: 'forbidden', detail: expect.stringContaining('“It is disabled on this repository”') },
  });
});

test.each(kinds)('%s: GitHub fails', async (_kind, read) => {
  const { api, place } = await openScene(github);
  await github.arm({ on: '*', action: { kind: 'status', status: 502, when: 'before' } });
  expect(await read(api, place.repository)).toMatchObject({ known: false, why: { code: 'unavailable' } });
  await github.disarm({});
});

test.each([
  ['high', 'high'],
  ['low', 'low'],
  ['moderate', 'critical'],
  [null, 'critical'],
])('the severity %p counts as %s', (word, severity) => {
  expect(readSeverity(reader(word))).toBe(severity);
});
