import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openControlSocket } from '../../../src/app/control/control-socket.ts';
import type { Log } from '../../../src/base/log.ts';
import { silentLog } from '../../../src/base/log.ts';
import { askSocket } from '../../../src/cli/control/ask-socket.ts';
import { type Bench, configOf, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

let data: string;
let path: string;
let said: string[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cs-control-'));
  path = join(data, 'control.sock');
  said = [];
});
afterEach(() => rmSync(data, { recursive: true }));

const open = async (directory = data) => {
  const log: Log = { ...silentLog, warn: (fields, message) => void said.push(`${message} ${JSON.stringify(fields)}`) };
  return await openControlSocket({ ...bench.context, config: configOf({ COUNTERSIGN_DATA: directory }), log });
};
const answer = async () => {
  const items: unknown[] = [];
  const asked = await askSocket(data, { command: 'ledger-query', request: { filter: {}, limit: 1 } });
  if (asked === null) return null;
  for await (const item of asked) items.push(item);
  return items;
};

test('answers while it is open, to its own user alone, and is gone afterwards', async () => {
  const mask = process.umask();
  const socket = await open();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(process.umask()).toBe(mask);
  expect(await answer()).toEqual([{ ledgers: 0, entries: 0 }]);
  await socket?.close(1_000);
  expect(existsSync(path)).toBe(false);
  expect(await answer()).toBeNull();
});

test('takes over what a killed process left', async () => {
  const server = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', server]);
  expect(existsSync(path)).toBe(true);
  expect(await answer()).toBeNull();
  const socket = await open();
  expect(await answer()).toHaveLength(1);
  await socket?.close(0);
});

test('never what a living one holds, and no file of somebody else', async () => {
  const other = createServer((_, response) => response.end('hello\n'));
  await new Promise<void>((resolve) => other.listen(path, resolve));
  expect(await open()).toBeNull();
  expect(said.join()).toContain('Another process answers');
  await expect(answer()).rejects.toMatchObject({ code: 'control.unavailable' });
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
  writeFileSync(path, 'a file');
  expect(await open()).toBeNull();
  expect(said.join()).toContain('is not a socket');
  expect(existsSync(path)).toBe(true);
});

test('an app whose directory has a long name says that it cannot be asked', async () => {
  expect(await open(join(data, 'x'.repeat(100)))).toBeNull();
  expect(said.join()).toContain('too long');
});

test('a command that takes long does not hold up the end', async () => {
  const begun: (() => void)[] = [];
  const isBegun = new Promise<void>((resolve) => void begun.push(resolve));
  const extent = async (): Promise<never> => {
    begun.forEach((resolve) => resolve());
    return await new Promise(() => undefined);
  };
  const store = { ...bench.store, search: { ...bench.store.search, extent } };
  const config = configOf({ COUNTERSIGN_DATA: data });
  const socket = await openControlSocket({ ...bench.context, config, store });
  const answered = answer().catch((error: unknown) => error);
  await isBegun;
  await socket?.close(10);
  expect(await answered).toMatchObject({ code: 'control.unavailable', message: expect.stringContaining('cut off') });
});

test('whoever says nothing does not hold up the end', async () => {
  const socket = await open();
  const silent = connect(path);
  await new Promise((resolve) => silent.once('connect', resolve));
  silent.on('error', () => undefined);
  const closed = new Promise((resolve) => silent.once('close', resolve));
  await socket?.close(10);
  await closed;
});
