import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { ask } from '../../../src/cli/control/ask.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { rsaKey } from '../../app/stages/bench.ts';
import { type PostgresServer, startPostgres } from '../../store/postgres-server.ts';

const query = async (environment: Readonly<Record<string, string>>) => {
  const items: unknown[] = [];
  const request = { filter: {}, limit: 1 };
  for await (const item of ask({ command: 'ledger-query', request, io: { environment } })) items.push(item);
  return items;
};
const repository = { id: 22, owner: 'acme', name: 'shop' };
const ledger = {
  installation: 7,
  repository,
  origin: 'github.com/acme/shop',
  branch: 'countersign/ledger',
};

describe('a running app', () => {
  let bench: ControlBench;
  beforeAll(async () => {
    bench = await openControlBench();
  }, 60_000);
  afterAll(async () => await bench.close());

  test('is asked, because nobody else can open its database', async () => {
    expect(await query({ COUNTERSIGN_DATA: bench.data })).toEqual([{ ledgers: 0, entries: 0 }]);
  });
});

describe('without one', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'cs-ask-'));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  test('the embedded database is opened here, unless somebody holds it who cannot be asked', async () => {
    await expect(query({ COUNTERSIGN_DATA: data })).rejects.toMatchObject({
      code: 'cli.unreadable',
      message: `There is no database in ${data}`,
    });
    const store = await openStore({ directory: data, log: silentLog, clock: systemClock });
    await store.ledgers.open(ledger);
    await expect(query({ COUNTERSIGN_DATA: data })).rejects.toMatchObject({
      code: 'control.unavailable',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await store.close();
    expect(await query({ COUNTERSIGN_DATA: data })).toEqual([{ ledgers: 1, entries: 0 }]);
    // And given back.
    expect(await query({ COUNTERSIGN_DATA: data })).toHaveLength(1);
  });
});

describe('with a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(async () => await server.stop());

  test('the database is asked itself, whoever else is at it', async () => {
    const url = await server.createDatabase();
    const store = await openStore({ url, log: silentLog, clock: systemClock });
    await store.ledgers.open(ledger);
    expect(await query({ DATABASE_URL: url, COUNTERSIGN_DATA: '/nonexistent' })).toEqual([{ ledgers: 1, entries: 0 }]);
    await store.close();
  });

  test('who writes to ledgers needs their key, and makes none', async () => {
    const environment = { DATABASE_URL: 'postgres://127.0.0.1:1/none', COUNTERSIGN_DATA: '/nonexistent' };
    const settings = { APP_ID: '7', PRIVATE_KEY: rsaKey, WEBHOOK_SECRET: 'a-webhook-secret-for-the-tests' };
    const asking = ask({ command: 'data-erase', request: {}, io: { environment: { ...environment, ...settings } } });
    await expect(asking.next()).rejects.toMatchObject({
      code: 'config.invalid',
      message: 'There is no ledger key, neither in the settings nor in /nonexistent',
    });
    expect(existsSync('/nonexistent')).toBe(false);
  });

  test('a wrong address is one', async () => {
    await expect(query({ DATABASE_URL: 'mysql://x' })).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
