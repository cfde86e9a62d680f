import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import type { Api } from '../../src/github/api.ts';
import { createClient } from '../../src/github/client.ts';
import { readAttempts, readPayload, redeliver } from '../../src/github/deliveries.ts';
import { StandIn } from '../github/client.ts';
import { type Receiver, startReceiver } from '../github/receiver.ts';
import { makeSample, type Sample } from '../github/sample.ts';

let github: StandIn;
let receiver: Receiver;
let sample: Sample;
let app: Api;

beforeAll(async () => {
  github = await StandIn.start();
  receiver = await startReceiver();
  sample = await makeSample(github, { webhook: receiver });
  // That the app was installed must have arrived before a test has the receiver refuse what comes.
  await github.waitForDeliveries();
  const { appId, privateKey } = sample.app;
  app = createClient({ appId, privateKey, baseUrl: github.url, log: silentLog }).app();
}, 60_000);
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await receiver.close();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});
beforeEach(() => {
  receiver.answer = 200;
});

async function push(text: string): Promise<void> {
  await github.pushCommit({ repository: sample.repository, branch: 'main', files: { text } });
  await github.waitForDeliveries();
}

test('the log: newest first, and what failed alone', async () => {
  receiver.answer = 500;
  await push('failed');
  receiver.answer = 200;
  await push('arrived');
  const all = await readAttempts(app, { cursor: null, isFailedOnly: false });
  expect(all.next).toBeNull();
  expect(all.attempts.slice(0, 2)).toEqual([
    expect.objectContaining({ event: 'push', action: null, isAnswered: true }),
    expect.objectContaining({ event: 'push', isAnswered: false, installation: sample.app.installationId }),
  ]);
  expect(all.attempts.at(-1)).toMatchObject({ event: 'ping', installation: null, repository: null });
  const failed = await readAttempts(app, { cursor: null, isFailedOnly: true });
  expect(failed.attempts).toEqual([all.attempts[1]]);
});

test('a payload as it was sent, and one more attempt under the same GUID', async () => {
  const [newest] = (await readAttempts(app, { cursor: null, isFailedOnly: false })).attempts;
  const id = newest?.id ?? '';
  const sent = receiver.received.at(-1);
  expect(JSON.parse((await readPayload(app, id)) ?? '')).toEqual(sent?.payload);
  expect(await redeliver(app, id)).toBe(true);
  await github.waitForDeliveries();
  expect(receiver.received.filter(({ guid }) => guid === sent?.guid)).toHaveLength(2);
});

test('what GitHub has no more', async () => {
  expect([await readPayload(app, '1'), await redeliver(app, '1')]).toEqual([null, false]);
});

test('page after page by its cursor', async () => {
  const { repository, dana } = sample;
  await github.pushCommit({ repository, branch: 'fix', as: dana.login, files: { a: 'a' } });
  const { number } = await github.openPullRequest({ repository, head: 'fix', as: dana.login });
  for (let at = 0; at < 105; at += 1) await github.label({ repository, number, label: `label-${at}` });
  await github.waitForDeliveries();
  const first = await readAttempts(app, { cursor: null, isFailedOnly: false });
  expect(first.attempts).toHaveLength(100);
  const second = await readAttempts(app, { cursor: first.next, isFailedOnly: false });
  expect(second.next).toBeNull();
  const ids = [...first.attempts, ...second.attempts].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect((await github.deliveries({ appId: sample.app.appId })).length).toBe(ids.length);
}, 30_000);
