import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import type { Api } from '../../src/github/api.ts';
import { createClient } from '../../src/github/client.ts';
import { readBypass } from '../../src/github/rule-suites.ts';
import { StandIn } from '../github/client.ts';
import { privateKey } from './key.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
let scene: Scene;
let api: Api;
beforeAll(async () => {
  github = await StandIn.start();
}, 60_000);
afterAll(() => github.stop());
beforeEach(async () => {
  scene = await openScene(github);
  api = await openWith({ contents: 'write', administration: 'read' });
});

async function openWith(permissions: Readonly<Record<string, string>>): Promise<Api> {
  const { installation } = scene.place;
  await github.setPermissions({ installationId: installation, permissions });
  const { appId } = scene;
  const options = { appId, privateKey: privateKey(), baseUrl: github.url, log: silentLog, pauses: [] };
  return createClient(options).installation(installation);
}
const protect = async () =>
  await github.createRuleset({
    on: scene.repository,
    name: 'main',
    include: ['refs/heads/main'],
    rules: [{ type: 'pull_request', parameters: {} }, { type: 'required_signatures' }, { type: 'non_fast_forward' }],
  });
const push = async (bypassRules: boolean) =>
  await github.pushCommit({
    repository: scene.repository,
    branch: 'main',
    files: { a: `${Math.random()}` },
    bypassRules,
  });
const read = async (moved: { before: string | null; after: string | null }, line = api) =>
  await readBypass(line, scene.place.repository, { ref: 'refs/heads/main', period: 'day', ...moved });

test('whoever pushed past the rules, and past which: those that would have refused it', async () => {
  await protect();
  const { before, oid } = await push(true);
  const { id: _, ...found } = { id: 0, ...(await read({ before, after: oid })) };
  expect(found).toEqual({
    suite: expect.any(Number),
    by: expect.any(Number),
    rules: ['pull_request', 'required_signatures'],
  });
  // Another push than this one.
  expect(await read({ before: oid, after: before })).toBeNull();
  const { id } = scene.place.repository;
  const other = { ...scene.place.repository, id: id + 1 };
  const moved = { ref: 'refs/heads/main', period: 'day', before, after: oid } as const;
  expect(await readBypass(api, other, moved)).toBeNull();
});

test('of a branch that went as well', async () => {
  const { oid: next } = await github.pushCommit({ repository: scene.repository, branch: 'next', files: { b: 'b' } });
  await github.createRuleset({
    on: scene.repository,
    name: 'next',
    include: ['refs/heads/next'],
    rules: [{ type: 'deletion' }],
  });
  await github.moveRef({ repository: scene.repository, ref: 'refs/heads/next', oid: null, bypassRules: true });
  const moved = { ref: 'refs/heads/next', period: 'hour', before: next, after: null } as const;
  expect(await readBypass(api, scene.place.repository, moved)).toMatchObject({ rules: ['deletion'] });
});

test('nothing, where the rules were kept or there are none', async () => {
  const { before, oid } = await push(false);
  expect(await read({ before, after: oid })).toBeNull();
});

test('nothing, where the app may not read it', async () => {
  await protect();
  const { before, oid } = await push(true);
  const line = await openWith({ contents: 'write' });
  expect(await read({ before, after: oid }, line)).toBeNull();
});

test('what GitHub cannot say now is a fault', async () => {
  await github.arm({
    on: 'GET /repos/{owner}/{repo}/rulesets/rule-suites',
    action: { kind: 'status', status: 502 },
    count: 5,
  });
  await expect(read({ before: null, after: scene.root })).rejects.toMatchObject({ code: 'github.unavailable' });
  await github.disarm();
});
