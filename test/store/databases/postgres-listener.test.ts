import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { silentLog } from '../../../src/base/log.ts';
import { listenOn } from '../../../src/store/databases/postgres-listener.ts';
import { pause, until } from '../fixture.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
}, 120_000);
afterAll(async () => await server.stop());

async function notify(payload: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('select pg_notify($1, $2)', ['channel', payload]);
  await client.end();
}

test('a listener whose connection breaks makes another, and says that it missed something', async () => {
  const heard: string[] = [];
  let connected = 0;
  let lost = 0;
  const listener = {
    message: (payload: string) => void heard.push(payload),
    connected: () => void connected++,
    lost: () => void lost++,
  };
  const stop = await listenOn({ settings: { connectionString: url }, channel: 'channel', listener, log: silentLog });
  await notify('before');
  await until(() => heard.length === 1);
  for (let time = 2; time <= 3; time++) {
    await server.disconnect(url);
    await until(() => connected === time);
  }
  expect(lost).toBe(2);
  await notify('after');
  await until(() => heard.length === 2);
  expect(heard).toEqual(['before', 'after']);
  await stop();
  await notify('nobody hears');
  await pause(50);
  expect([heard.length, lost]).toEqual([2, 2]);
});

test('one that is stopped while its connection is broken stays away', async () => {
  let connected = 0;
  const listener = { message: () => undefined, connected: () => void connected++ };
  const stop = await listenOn({ settings: { connectionString: url }, channel: 'channel', listener, log: silentLog });
  await server.disconnect(url);
  await pause(50);
  await stop();
  await pause(800);
  expect(connected).toBe(1);
});

test('the first connection must succeed', async () => {
  const settings = { connectionString: 'postgres://nobody@127.0.0.1:1/none' };
  const listener = { message: () => undefined, connected: () => undefined };
  await expect(listenOn({ settings, channel: 'channel', listener, log: silentLog })).rejects.toMatchObject({
    code: 'store.unavailable',
  });
});
