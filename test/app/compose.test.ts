import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { compose } from '../../src/app/compose.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample, samplePermissions } from '../github/sample.ts';
import { configOf, rsaKey } from './stages/bench.ts';

let github: StandIn;
let sample: Sample;
let data: string;
let warnings: string[];

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'cs-compose-'));
  github = await StandIn.start();
  sample = await makeSample(github);
}, 60_000);
afterAll(async () => {
  await github.stop();
  rmSync(data, { recursive: true });
});
beforeEach(() => {
  warnings = [];
});

const log: Log = { ...silentLog, warn: (_, message) => void warnings.push(message) };
const composeWith = (settings: Readonly<Record<string, string>> = {}) =>
  compose(
    configOf({
      APP_ID: String(sample.app.appId),
      PRIVATE_KEY: sample.app.privateKey,
      GITHUB_API_URL: github.url,
      COUNTERSIGN_DATA: data,
      ...settings,
    }),
    { log, clock: { now: () => 42 } },
  );

test('a context has the app’s own permissions, a key, and a database that answers', async () => {
  const context = await composeWith();
  expect(context.permissions).toEqual(samplePermissions);
  expect(context.keys.vkey('github.com/acme/shop')).toMatch(/^github\.com\/acme\/shop\+[0-9a-f]{8}\+/);
  expect(existsSync(join(data, 'ledger-key.pem'))).toBe(true);
  expect(await context.store.now()).toBeGreaterThan(0);
  expect(context.owner).toMatch(new RegExp(`:${process.pid}:42$`));
  expect(context.random(32)).toHaveLength(32);
  expect(context.random(32)).not.toEqual(context.random(32));
  const places = await context.forge.repositories.ofInstallation(sample.app.installationId);
  expect(places.map(({ repository }) => repository.id)).toEqual([sample.made.id]);
  await context.store.close();
}, 60_000);

test('wrong credentials end it, and leave no database behind', async () => {
  await expect(composeWith({ PRIVATE_KEY: rsaKey })).rejects.toMatchObject({ code: 'github.unauthorized' });
  expect(existsSync(join(data, 'lock'))).toBe(false);
});

test('a GitHub that is down does not: webhooks are kept all the same', async () => {
  await github.arm({ on: '*', action: { kind: 'status', status: 503, when: 'before' }, count: 9 });
  const context = await composeWith();
  expect(context.permissions).toEqual({});
  expect(warnings.join()).toContain('GitHub cannot be reached');
  await context.store.close();
  await github.disarm();
}, 60_000);

test('a database that is away ends it, with the reason', async () => {
  await expect(composeWith({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({
    code: 'store.unavailable',
  });
});
