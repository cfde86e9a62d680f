import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readAttestations } from '../../src/github/attestations.ts';
import { StandIn } from '../github/client.ts';
import { attestRun } from '../signatures/attestations.ts';
import { makeInstance } from '../signatures/instance.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
let scene: Scene;
beforeAll(async () => {
  github = await StandIn.start();
  scene = await openScene(github);
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const ROUTE = 'GET /repos/{owner}/{repo}/attestations/{subject_digest}';
const instance = makeInstance('github', Date.now());
const attest = (digest: string) => attestRun(instance, { digest, at: Date.now() });
const read = async (digest: string) => await readAttestations(scene.api, scene.place.repository, digest);

test('bundles as they came, and null for one that is not shown', async () => {
  const digest = 'b'.repeat(64);
  const bundle = attest(digest);
  await github.attest({ repository: scene.repository, bundle });
  await github.attest({ repository: scene.repository, bundle, hidden: true });
  expect(await read(digest)).toEqual({ known: true, value: [null, bundle] });
});

test('none at all', async () => {
  expect(await read('c'.repeat(64))).toEqual({ known: true, value: [] });
});

test('over several pages, and not for ever', async () => {
  const digest = 'd'.repeat(64);
  const bundle = attest(digest);
  for (let count = 0; count < 101; count += 1) await github.attest({ repository: scene.repository, bundle });
  const { result, requests } = await scene.counting(async () => await read(digest));
  expect([result.known && result.value.length, requests]).toEqual([101, 2]);
  for (let count = 0; count < 100; count += 1) await github.attest({ repository: scene.repository, bundle });
  expect(await read(digest)).toMatchObject({ known: false, why: { code: 'too-many' } });
});

test.each([
  [403, 'forbidden'],
  [502, 'unavailable'],
])('GitHub answers %i', async (status, code) => {
  await github.arm({ on: ROUTE, action: { kind: 'status', status, when: 'before' } });
  expect(await read('b'.repeat(64))).toMatchObject({ known: false, why: { code } });
  await github.disarm({});
});
