import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type App, serve, startApp } from '../../src/app/app.ts';
import type { Context } from '../../src/app/context.ts';
import { Fault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import { buildStore } from '../../src/store/open-store.ts';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import { until } from '../store/fixture.ts';
import { type Bench, configOf, openBench } from './stages/bench.ts';

const secret = 'a-webhook-secret-for-the-tests';

async function send(app: App, event: string, body: string, key = secret, guid = 'guid'): Promise<number> {
  const signature = createHmac('sha256', key).update(body).digest('hex');
  const headers = {
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return (await fetch(`${app.url}/api/github/webhooks`, { method: 'POST', headers, body })).status;
}

test('configuration in, a running app out; and after the stop the same directory again', async () => {
  const data = mkdtempSync(join(tmpdir(), 'cs-app-'));
  const github = await StandIn.start();
  const { app }: Sample = await makeSample(github);
  const config = configOf({
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKey,
    GITHUB_API_URL: github.url,
    COUNTERSIGN_DATA: data,
    HOST: '127.0.0.1',
    PORT: '0',
  });
  for (const start of [1, 2]) {
    const lines: string[] = [];
    const running = await startApp(config, { ...silentLog, info: (_, message) => void lines.push(message) });
    expect(lines).toContain('Countersign is ready');
    expect({ start, status: (await fetch(`${running.url}/health`)).status }).toEqual({ start, status: 200 });
    await running.stop();
    await expect(fetch(`${running.url}/health`)).rejects.toThrow();
  }
  await github.stop();
  rmSync(data, { recursive: true });
}, 60_000);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

let closed: number;
/** A process of its own on the one database of this file. */
async function contextOf({ port = '0', isAway = false } = {}): Promise<Context> {
  const store = await buildStore({ ...bench.database, close: async () => undefined }, bench.context);
  const close = async (): Promise<void> => {
    closed += 1;
    await store.close();
  };
  const now = async (): Promise<number> => {
    if (isAway) throw new Fault('store.unavailable', 'the database is away');
    return await store.now();
  };
  return { ...bench.context, config: configOf({ HOST: '127.0.0.1', PORT: port }), store: { ...store, now, close } };
}

let app: App;
beforeEach(async () => {
  closed = 0;
  app = await serve(await contextOf());
});
afterEach(async () => {
  await app.stop();
  expect(closed).toBeGreaterThan(0);
});

const deliveries = async (): Promise<readonly string[]> =>
  (await bench.database.query<{ event: string }>('select event from countersign.delivery')).map(({ event }) => event);

test('a signed webhook is kept, and taken up without another wake', async () => {
  const payload = { action: 'deleted', installation: { id: 7 }, organization: { login: 'acme' } };
  expect(await send(app, 'team', JSON.stringify(payload))).toBe(202);
  expect(await deliveries()).toContain('team');
  await until(async () => (await bench.store.deliveries.backlog()) === 0);
});

test('what is signed with another secret is not kept, and what nobody acts on is forgotten', async () => {
  const before = await deliveries();
  expect(await send(app, 'push', '{}', 'another-secret-for-tests')).toBe(401);
  expect(await send(app, 'star', '{}')).toBe(202);
  expect(await deliveries()).toEqual(before);
});

test('an app whose database is away is not ready', async () => {
  expect((await fetch(`${app.url}/health`)).status).toBe(200);
  const other = await serve(await contextOf({ isAway: true }));
  expect((await fetch(`${other.url}/health`)).status).toBe(503);
  await other.stop();
});

test('a stop is announced first: no longer ready, but what still comes is kept until nobody sends any more', async () => {
  const context = await contextOf();
  const monitor = { host: '127.0.0.1', port: 0 };
  const other = await serve({ ...context, config: { ...context.config, monitor } });
  const door = String(other.monitor);
  expect((await fetch(`${door}/readyz`)).status).toBe(200);
  expect((await fetch(`${door}/metrics`)).status).toBe(200);
  const stopped = other.stop({ drain: 1000 });
  const answer = await fetch(`${other.url}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', lacks: ['stopping'] }]);
  expect((await fetch(`${door}/readyz`)).status).toBe(503);
  expect((await fetch(`${door}/healthz`)).status).toBe(200);
  const before = await deliveries();
  const payload = { action: 'created', installation: { id: 7 }, organization: { login: 'acme' } };
  expect(await send(other, 'team', JSON.stringify(payload), secret, 'late')).toBe(202);
  expect(await deliveries()).toHaveLength(before.length + 1);
  await stopped;
  await expect(fetch(`${door}/healthz`)).rejects.toThrow();
});

test('a door that cannot be opened leaves no database open', async () => {
  const { port } = new URL(app.url);
  await expect(serve(await contextOf({ port }))).rejects.toMatchObject({
    code: 'config.invalid',
    message: `The port ${port} is in use`,
  });
  expect(closed).toBe(1);
});
