import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp } from '../../src/app/app.ts';
import { readConfig } from '../../src/app/config.ts';
import { isFault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import { StandIn } from '../github/client.ts';
import { appSettings } from './app-settings.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, TITLE_POLICY } from './team.ts';

/** The door for webhooks, from outside; and the door to the data directory. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

interface Post {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly event?: string;
  readonly guid?: string;
  readonly secret?: string | null;
}

async function post({ body, event = 'pull_request', guid = 'guid-1', secret = app.secret }: Post): Promise<number> {
  const signature =
    secret === null
      ? {}
      : { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  const answer = await fetch(`${app.running.url}/api/github/webhooks`, {
    method: 'POST',
    headers: { 'x-github-event': event, 'x-github-delivery': guid, ...signature },
    body,
  });
  await answer.text();
  return answer.status;
}

test('a wrong signature, none, and a good one', async () => {
  expect(await post({ body: '{}', secret: 'another secret, as long as it should be' })).toBe(401);
  expect(await post({ body: '{}', secret: null })).toBe(401);
  expect(await post({ body: '{"action":"opened"}' })).toBe(202);
});

test.each(['no JSON', '[]', 'null', '{"action":', '\ufeff{}'])('%p, well signed, is no webhook', async (body) => {
  expect(await post({ body, guid: 'guid-2' })).toBe(400);
});

test('above 25 MB, announced or not', async () => {
  const large = new Uint8Array(25 * 1024 * 1024 + 1);
  // Whoever is answered before everything was sent may see the connection close instead.
  const status = await post({ body: large, guid: 'guid-3' }).catch(() => 413);
  expect(status).toBe(413);
  const stream = new ReadableStream({
    start: (controller) => {
      for (let sent = 0; sent < 26; sent++) controller.enqueue(new Uint8Array(1024 * 1024));
      controller.close();
    },
  });
  const answer = await fetch(`${app.running.url}/api/github/webhooks`, {
    method: 'POST',
    headers: { 'x-github-event': 'push', 'x-github-delivery': 'guid-4', 'x-hub-signature-256': 'sha256=00' },
    body: stream,
    duplex: 'half',
  }).then(
    ({ status: given }) => given,
    () => 413,
  );
  expect(answer).toBe(413);
}, 30_000);

test('an unknown event costs an answer and nothing else', async () => {
  // What the app looks at by itself after its start is over.
  for (let [last, total] = [-1, 0]; last !== total; { total } = await github.stats()) {
    last = total;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await github.resetStats();
  expect(await post({ body: '{"action":"created"}', event: 'star', guid: 'guid-5' })).toBe(202);
  expect(await post({ body: 'not even JSON', event: 'star', guid: 'guid-6' })).toBe(202);
  const { 'GET /app/hook/deliveries': _, ...made } = (await github.stats()).byRoute;
  expect(made).toEqual({});
});

test('a payload that is not what GitHub sends is kept with its reason, and holds up nobody', async () => {
  for (const [at, body] of [
    '{"action":"opened"}',
    '{"action":"opened","installation":{"id":"x"}}',
    '{"ref":5}',
  ].entries())
    expect(await post({ body, event: at === 2 ? 'push' : 'pull_request', guid: `odd-${at}` })).toBe(202);
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
});

test('deliveries that come twice, or in another order, lead to the same end', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const { repository, dana } = team;
  await github.armDelivery({ kind: 'duplicate', count: 3 });
  await github.armDelivery({ kind: 'reorder', event: 'pull_request' });
  const { number, head } = await team.propose('fix', { title: 'nothing' });
  await github.editPullRequest({ repository, number, title: 'SHOP-1', as: dana.login });
  await team.check(head, 'allowed');
  expect(await github.checkRuns({ repository, sha: head })).toHaveLength(1);
});

test('what is no door says so', async () => {
  expect((await fetch(`${app.running.url}/api/github/webhooks`)).status).toBe(405);
  expect((await fetch(`${app.running.url}/etc/passwd`)).status).toBe(404);
  expect((await fetch(`${app.running.url}/health`)).status).toBe(200);
});

test('a second process on the data directory refuses to start', async () => {
  const second = startApp(
    readConfig({
      ...appSettings(app.app, { github, secret: app.secret }),
      COUNTERSIGN_DATA: app.data,
    }),
    silentLog,
  );
  const fault = await second.then(
    () => null,
    (error: unknown) => error,
  );
  expect(isFault(fault, 'config.data-directory-locked')).toBe(true);
  expect((await fetch(`${app.running.url}/health`)).status).toBe(200);
});
