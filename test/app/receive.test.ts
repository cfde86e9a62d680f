import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createObserver } from '../../src/app/observe/observer.ts';
import { createRoom, MAXIMUM_BODY_BYTES, type Room, receive } from '../../src/app/receive.ts';
import { type Listening, listen } from '../../src/app/server.ts';
import { Fault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Delivery } from '../../src/store/store.ts';

const secret = 'a-secret-for-the-tests';
const sign = (body: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

let server: Listening;
let kept: Delivery[];
let woken: number;
let storeFails: boolean;
/** What the next deliveries wait for in the store. */
let storing: Promise<void>;
let room: Room;

beforeEach(async () => {
  kept = [];
  woken = 0;
  storeFails = false;
  storing = Promise.resolve();
  room = createRoom(2 * MAXIMUM_BODY_BYTES);
  server = await listen({
    host: '127.0.0.1',
    port: 0,
    webhookPath: '/hooks',
    health: { isAlive: () => true, lacks: async () => [], beginStop: () => undefined },
    onWebhook: (incoming, response) =>
      receive(incoming, response, {
        deliveries: {
          accept: async (deliveries) => {
            if (storeFails) throw new Fault('store.unavailable', 'the database is away');
            await storing;
            kept.push(...deliveries);
          },
          waiting: async () => [],
          dispatched: async () => undefined,
          backlog: async () => 0,
          known: async () => new Set<string>(),
        },
        clock: { now: () => 42 },
        log: silentLog,
        observer: createObserver({ clock: { now: () => 42 } }),
        isSigned: async (body, signature) => signature === sign(body),
        isHandled: (event) => event === 'push',
        accepted: () => {
          woken += 1;
        },
        room,
      }),
  });
});
afterEach(() => server.close(0));

const send = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/hooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': 'guid-1',
      'x-github-event': 'push',
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });

const push = JSON.stringify({ action: 'x', installation: { id: 5 } });

describe('receive', () => {
  test('answers 202 only after the delivery is kept', async () => {
    expect((await send(push)).status).toBe(202);
    expect(kept).toEqual([
      { guid: 'guid-1', event: 'push', action: 'x', installation: 5, payload: push, receivedAt: 42 },
    ]);
    expect(woken).toBe(1);
  });

  test('answers 503 when it could not be kept: GitHub counts it as failed', async () => {
    storeFails = true;
    expect((await send(push)).status).toBe(503);
    expect(woken).toBe(0);
  });

  test.each([
    ['a wrong signature', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, 401],
    ['no signature', { 'x-hub-signature-256': '' }, 401],
    ['a malformed delivery id', { 'x-github-delivery': 'a b' }, 400],
    ['a malformed event', { 'x-github-event': 'Push!' }, 400],
  ])('refuses %s', async (_what, headers, status) => {
    expect((await send(push, headers)).status).toBe(status);
    expect(kept).toEqual([]);
  });

  test.each(['not json', '[]', '7', ''])('refuses the signed payload %j', async (body) => {
    expect((await send(body)).status).toBe(400);
  });

  test.each([1.5, 1e300, -1e300, '5'])('does not keep what no column holds: installation %j', async (id) => {
    const body = JSON.stringify({ action: 'x\0', installation: { id } });
    expect((await send(body)).status).toBe(202);
    expect(kept).toMatchObject([{ action: null, installation: null, payload: body }]);
  });

  test('forgets what nobody acts on', async () => {
    expect((await send(push, { 'x-github-event': 'star' })).status).toBe(202);
    expect(kept).toEqual([]);
  });

  test('refuses above 25 MB, declared or not', async () => {
    expect((await send('x'.repeat(MAXIMUM_BODY_BYTES + 1))).status).toBe(413);
    expect(await sendChunked(MAXIMUM_BODY_BYTES + 1)).toBe(413);
    expect(kept).toEqual([]);
  });

  test('holds so many bytes of all requests together and no more, and lets go of them', async () => {
    room = createRoom(1_000);
    let store = (): void => undefined;
    storing = new Promise((resolve) => {
      store = resolve;
    });
    const payload = JSON.stringify({ filler: 'x'.repeat(600) });
    const first = send(payload);
    await waitUntil(() => !isLeft(500));
    expect((await send(payload, { 'x-github-delivery': 'guid-2' })).status).toBe(503);
    store();
    expect((await first).status).toBe(202);
    expect((await send(payload, { 'x-github-delivery': 'guid-3' })).status).toBe(202);
    // Not one of the refused ones keeps anything either.
    for (const headers of [{ 'x-hub-signature-256': 'sha256=0' }, { 'x-github-event': 'star' }])
      await send(payload, headers);
    await waitUntil(() => isLeft(1_000));
    expect(kept.map(({ guid }) => guid)).toEqual(['guid-1', 'guid-3']);
  });

  test('lets go of what a sender sent who then hung up', async () => {
    room = createRoom(1_000);
    const headers = { 'x-github-delivery': 'g', 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=0' };
    const outgoing = request(`${server.url}/hooks`, { method: 'POST', headers });
    outgoing.on('error', () => undefined);
    outgoing.write('x'.repeat(600));
    await waitUntil(() => !isLeft(500));
    outgoing.destroy();
    await waitUntil(() => isLeft(1_000));
  });
});

function isLeft(bytes: number): boolean {
  if (!room.take(bytes)) return false;
  room.give(bytes);
  return true;
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function sendChunked(size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-github-delivery': 'g', 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=0' };
    const outgoing = request(`${server.url}/hooks`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode ?? 0);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    const chunk = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < size; sent += chunk.length) outgoing.write(chunk);
    outgoing.end();
  });
}
