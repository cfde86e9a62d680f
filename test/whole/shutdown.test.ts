import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import { appSettings, SECRET } from './app-settings.ts';
import { ledgerBook, wordOf } from './ledger-book.ts';
import { type OwnProcess, startProcess } from './own-process.ts';
import { openTeam, type Proposed, type Team, TITLE_POLICY } from './team.ts';

/** SIGTERM to a real process that is in the middle of everything it does. */

/** Longer than everything before the signal takes, shorter than what a stop waits for. */
const DELAY = 2_000;

let github: StandIn;
let sample: Sample;
let team: Team;
let app: OwnProcess;
const data = mkdtempSync(join(tmpdir(), 'countersign-shutdown-'));

async function start(): Promise<OwnProcess> {
  const started = await startProcess({
    ...appSettings(sample.app, { github }),
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_LEDGER_WINDOW: '0',
  });
  await github.setWebhook({ appId: sample.app.appId, url: `${started.url}/api/github/webhooks` });
  return started;
}

beforeAll(async () => {
  github = await StandIn.start();
  sample = await makeSample(github, { webhook: { url: 'http://127.0.0.1:9/', secret: SECRET } });
  app = await start();
  team = await openTeam({ github, appId: sample.app.appId, policy: TITLE_POLICY });
  await team.check((await team.propose('first', { title: 'SHOP-1' })).head, 'allowed');
}, 120_000);

afterAll(async () => {
  await app.kill();
  await github.stop();
  rmSync(data, { recursive: true });
}, 60_000);

/** Until GitHub got so many of these. */
async function asked(route: string, times: number): Promise<void> {
  await github.waitFor(route, async () => ((await github.stats()).byRoute[route] ?? 0) >= times);
}

interface Half {
  /** Sends the rest; gives the status of the answer. */
  finish(): Promise<number>;
}

/** A webhook of which half has arrived. */
async function sendHalf(url: string, guid: string, body: string): Promise<Half> {
  const headers = {
    'content-length': Buffer.byteLength(body),
    'x-github-delivery': guid,
    'x-github-event': 'pull_request',
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  };
  const sent: ClientRequest = request(`${url}/api/github/webhooks`, { method: 'POST', headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  await new Promise<void>((resolve) => sent.write(body.slice(0, body.length / 2), () => resolve()));
  return {
    finish: async () => {
      sent.end(body.slice(body.length / 2));
      const response = await answer;
      response.resume();
      return response.statusCode ?? 0;
    },
  };
}

test('the flush under way is completed, what is judged is kept, what arrives is accepted; then it ends well', async () => {
  const { repository } = team;
  const book = ledgerBook({ data }, team);
  const before = (await book.entries()).length;
  const red: Proposed = await team.propose('red', { title: 'nothing' });
  await team.check(red.head, 'blocked');
  await github.waitFor('its record', async () => (await book.entries()).length > before);
  await github.waitForDeliveries();
  await github.resetStats();
  const delay = { kind: 'delay', milliseconds: DELAY } as const;
  await github.arm({ on: 'GRAPHQL createCommitOnBranch', action: delay, containing: repository });
  const flushed = await team.propose('flushed', { title: 'SHOP-2' });
  await asked('GRAPHQL mutation Commit', 1);
  await github.arm({ on: 'GRAPHQL query Collect', action: delay });
  const judged = await team.propose('judged', { title: 'SHOP-3' });
  await asked('GRAPHQL query Collect', 2);
  const half = await sendHalf(app.url, 'half-1', JSON.stringify({ action: 'opened' }).padEnd(4096));

  const begun = performance.now();
  app.child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await half.finish()).toBe(202);
  await expect(fetch(`${app.url}/readyz`)).rejects.toThrow();
  expect(await app.ended).toBe(0);
  // Ten seconds for the work and three for the door, and what a busy machine needs beside.
  expect(performance.now() - begun).toBeLessThan(20_000);

  expect((await book.entries()).map(wordOf).filter((word) => word === 'allow')).toHaveLength(2);
  expect(app.lines().filter(({ level }) => Number(level) >= 50)).toEqual([]);

  await github.disarm();
  app = await start();
  await team.check(flushed.head, 'allowed');
  await team.check(judged.head, 'allowed');
  // Nothing was judged or recorded twice.
  expect((await book.entries()).map(wordOf).filter((word) => word === 'allow')).toHaveLength(3);
}, 120_000);

test('what does not end within ten seconds is handed back, and the next process does it at once', async () => {
  const book = ledgerBook({ data }, team);
  await github.waitForDeliveries();
  await github.resetStats();
  await github.arm({ on: 'GRAPHQL query Collect', action: { kind: 'hang' } });
  const hanging = await team.propose('hanging', { title: 'SHOP-4' });
  await asked('GRAPHQL query Collect', 1);
  const begun = performance.now();
  app.child.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  const took = performance.now() - begun;
  expect(took).toBeGreaterThan(9_000);
  expect(took).toBeLessThan(25_000);

  await github.disarm();
  app = await start();
  await team.check(hanging.head, 'allowed');
  expect((await book.entries()).map(wordOf).filter((word) => word === 'allow')).toHaveLength(4);
}, 120_000);
