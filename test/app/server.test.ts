import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Lack } from '../../src/app/observe/health.ts';
import { type Listening, listen, type ServerOptions } from '../../src/app/server.ts';
import { SECOND } from '../../src/base/clock.ts';

let server: Listening;
let lacks: readonly Lack[];
let isAlive: boolean;
let answered: () => Promise<void>;

const options = (): ServerOptions => ({
  host: '127.0.0.1',
  port: 0,
  webhookPath: '/hooks',
  health: { isAlive: () => isAlive, lacks: async () => lacks, beginStop: () => undefined },
  onWebhook: async (request, response) => {
    await answered();
    response.end(request.url);
  },
});

beforeEach(async () => {
  lacks = [];
  isAlive = true;
  answered = async () => undefined;
  server = await listen(options());
});
afterEach(() => server.close(0));

const post = (path: string): Promise<Response> => fetch(`${server.url}${path}`, { method: 'POST' });

test('webhooks come in at their path, whatever follows it', async () => {
  expect(await (await post('/hooks?from=github')).text()).toBe('/hooks?from=github');
  expect((await post('/hooks/more')).status).toBe(404);
});

test('says whether it is ready', async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  lacks = ['database', 'workers'];
  const answer = await fetch(`${server.url}/health`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ status: 'not ready', lacks: ['database', 'workers'] });
});

test('says that it is alive, also while the database is away', async () => {
  lacks = ['database'];
  const alive = await fetch(`${server.url}/healthz`);
  expect([alive.status, await alive.json()]).toEqual([200, { status: 'alive' }]);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  lacks = [];
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  isAlive = false;
  const hangs = await fetch(`${server.url}/healthz`);
  expect([hangs.status, await hangs.json()]).toEqual([503, { status: 'hangs' }]);
});

test('knows nothing else', async () => {
  const got = await fetch(`${server.url}/hooks`);
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await fetch(`${server.url}/etc/passwd`)).status).toBe(404);
  expect((await post('/health')).status).toBe(404);
});

test('names the port that is taken, and the address that is none', async () => {
  const port = Number(new URL(server.url).port);
  await expect(listen({ ...options(), port })).rejects.toMatchObject({
    code: 'config.invalid',
    message: `The port ${port} is in use`,
  });
  await expect(listen({ ...options(), host: '192.0.2.1' })).rejects.toMatchObject({
    code: 'config.invalid',
    message: 'Cannot listen on 192.0.2.1:0',
  });
});

test('an address of version 6 stands in brackets', async () => {
  const six = await listen({ ...options(), host: '::1' });
  expect(six.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${six.url}/health`)).status).toBe(200);
  await six.close(0);
});

describe('closing', () => {
  test('answers what has come in, and takes nothing more', async () => {
    let finish = (): void => undefined;
    let begun = (): void => undefined;
    const running = new Promise<void>((resolve) => {
      begun = resolve;
    });
    answered = () => {
      begun();
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    const asked = post('/hooks');
    await running;
    const closed = server.close(20 * SECOND);
    await expect(post('/hooks')).rejects.toThrow();
    finish();
    expect((await asked).status).toBe(200);
    await closed;
  });

  test('does not wait for ever for whoever connects and says nothing', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const cut = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    // The server hears of the connection after the client does.
    await fetch(`${server.url}/health`);
    await server.close(50);
    await cut;
  });
});
