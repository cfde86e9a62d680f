import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import type { Api } from '../../src/github/api.ts';
import { readArtifacts } from '../../src/github/artifacts.ts';
import { StandIn } from '../github/client.ts';
import { reader } from './gql.ts';
import { openGate, openScene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const ROUTE = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
const names = { id: 70, owner: 'acme', name: 'shop' };
const answering = (artifact: object): Api => ({
  rest: async () => await Promise.resolve({ body: reader({ artifacts: [artifact] }), next: null }),
  graphql: async () => await Promise.reject(new Error('GraphQL was not expected')),
});

test('what a run has built, with its digest where GitHub says it', async () => {
  const scene = await openScene(github);
  const { run } = await openGate(scene);
  const read = async () => await readArtifacts(scene.api, scene.place.repository, run);
  expect(await read()).toEqual({ known: true, value: [] });
  await github.addArtifact({ run, name: 'shop', digest: 'b'.repeat(64) });
  await github.addArtifact({ run, name: 'old', digest: null });
  expect(await read()).toEqual({
    known: true,
    value: [
      { name: 'old', digest: null },
      { name: 'shop', digest: 'b'.repeat(64) },
    ],
  });
  for (let more = 0; more < 99; more += 1) await github.addArtifact({ run, name: `part-${more}`, digest: null });
  expect(await read()).toMatchObject({ known: false, why: { code: 'too-many' } });
});

test.each(['sha512:ab', `sha256:${'B'.repeat(64)}`, `sha256:${'b'.repeat(63)}`, `x sha256:${'b'.repeat(64)}`])(
  'the digest %s is not one that we know',
  async (digest) => {
    const found = await readArtifacts(answering({ name: 'shop', digest }), names, 1);
    expect(found).toEqual({ known: true, value: [{ name: 'shop', digest: null }] });
  },
);

test.each([
  [403, 'forbidden'],
  [404, 'forbidden'],
  [502, 'unavailable'],
])('GitHub answers %i', async (status, code) => {
  const scene = await openScene(github);
  const { run } = await openGate(scene);
  await github.arm({ on: ROUTE, action: { kind: 'status', status, when: 'before' } });
  expect(await readArtifacts(scene.api, scene.place.repository, run)).toMatchObject({ known: false, why: { code } });
  await github.disarm({});
});

test('an answer that is none is a fault', async () => {
  await expect(readArtifacts(answering({ digest: null }), names, 1)).rejects.toThrow(Fault);
});
