import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCodeScanning } from '../../src/github/code-scanning.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const ref = 'refs/heads/main';
const [one, other] = ['a'.repeat(40), 'b'.repeat(40)];
const kind = 'code_scanning';
const read = async ({ api, place }: Scene, commit = one) =>
  await readCodeScanning(api, place.repository, { ref, commit });
const pass = async () => await github.advanceClock({ milliseconds: 2_000 });
const none = { groups: [], isAll: true };

test('nothing was analyzed', async () => {
  const scene = await openScene(github);
  expect(await read(scene)).toEqual({ known: true, value: { ...none, analyses: [], closedSince: none } });
});

test('what is open on the ref, and how fresh that is', async () => {
  const scene = await openScene(github);
  const { repository } = scene;
  await github.addAnalysis({ repository, commit: one });
  await github.addAlert({ repository, kind, severity: 'critical' });
  await github.addAlert({ repository, kind, severity: 'low', tool: 'Trivy' });
  await github.addAlert({ repository, kind, ref: 'refs/heads/side' });
  const { result, requests } = await scene.counting(async () => await read(scene));
  expect(result).toMatchObject({
    value: {
      groups: [
        { tool: 'Trivy', severity: 'low', count: 1, numbers: [2] },
        { tool: 'CodeQL', severity: 'critical', count: 1, numbers: [1] },
      ],
      isAll: true,
      analyses: [{ tool: 'CodeQL', category: '', ofCommit: expect.any(Number) }],
      closedSince: none,
    },
  });
  expect(requests).toBe(2);
  expect(await read(scene, other)).toMatchObject({ value: { analyses: [{ ofCommit: null }], closedSince: none } });
});

test.each([
  [{ severity: null, level: 'error' }, 'high'],
  [{ severity: null, level: 'warning' }, 'medium'],
  [{ severity: null, level: 'note' }, 'low'],
  [{ severity: null, level: null }, 'critical'],
  [{ severity: 'low', level: 'error' }, 'low'],
] as const)('an alert with %j is %s', async (rated, severity) => {
  const scene = await openScene(github);
  const { repository } = scene;
  await github.addAnalysis({ repository, commit: one });
  await github.addAlert({ repository, kind, ...rated });
  expect(await read(scene)).toMatchObject({ value: { groups: [{ severity }] } });
});

test('what a later analysis closed is open in the commit before it', async () => {
  const scene = await openScene(github);
  const { repository } = scene;
  const alert = async (category = '') => (await github.addAlert({ repository, kind, category })).number;
  const [before, closed, dismissed, ofOtherKind] = [await alert(), await alert(), await alert(), await alert('js')];
  await pass();
  await github.closeAlert({ repository, kind, number: before, how: 'fixed' });
  await github.addAnalysis({ repository, commit: one });
  await pass();
  await github.addAnalysis({ repository, commit: other });
  const later = await alert();
  for (const number of [closed, ofOtherKind, later])
    await github.closeAlert({ repository, kind, number, how: 'fixed' });
  await github.closeAlert({ repository, kind, number: dismissed, how: 'dismissed' });
  expect(await read(scene)).toMatchObject({
    value: { groups: [], closedSince: { groups: [{ count: 1, numbers: [closed] }], isAll: true } },
  });
  expect(await read(scene, other)).toMatchObject({ value: { groups: [], closedSince: none } });
});

test('more were closed than are read', async () => {
  const scene = await openScene(github);
  const { repository } = scene;
  await github.addAnalysis({ repository, commit: one });
  for (let made = 1; made <= 301; made += 1) await github.addAlert({ repository, kind });
  await pass();
  await github.addAnalysis({ repository, commit: other });
  for (let number = 1; number <= 301; number += 1) await github.closeAlert({ repository, kind, number, how: 'fixed' });
  expect(await read(scene)).toMatchObject({ value: { closedSince: { groups: [{ count: 300 }], isAll: false } } });
  await pass();
  await github.addAnalysis({ repository, commit: one });
  await pass();
  await github.addAnalysis({ repository, commit: other });
  expect(await read(scene)).toMatchObject({ value: { closedSince: none } });
});

test.each([
  [
    403,
    'Code scanning is not enabled for this repository.',
    'forbidden',
    '“Code scanning is not enabled for this repository”',
  ],
  [404, 'Not Found', 'forbidden', '“Not Found”'],
] as const)('GitHub answers %i', async (status, words, code, detail) => {
  const scene = await openScene(github);
  await github.setAlertsOff({ repository: scene.repository, kind, status, words });
  expect(await read(scene)).toMatchObject({ known: false, why: { code, detail: expect.stringContaining(detail) } });
});
