import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Lack } from '../../../src/app/observe/health.ts';
import { openMonitor } from '../../../src/app/observe/monitor.ts';
import { createObserver } from '../../../src/app/observe/observer.ts';
import type { Listening } from '../../../src/app/server.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { StoreFigures } from '../../../src/store/store.ts';
import { busy } from './store-figures.ts';

let door: Listening;
let lacks: readonly Lack[];
let store: StoreFigures | null;

beforeEach(async () => {
  lacks = [];
  store = busy;
  door = await openMonitor({
    host: '127.0.0.1',
    port: 0,
    health: { isAlive: () => true, lacks: async () => lacks, beginStop: () => undefined },
    observer: createObserver({ clock: systemClock }),
    since: 0,
    readStore: async () => store,
    readRecovery: async () => null,
  });
});
afterEach(() => door.close(0));

const get = (path: string): Promise<Response> => fetch(`${door.url}${path}`);

test('figures are text for Prometheus', async () => {
  const answer = await get('/metrics?name=x');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect(await answer.text()).toContain('countersign_deliveries_waiting 3\n');
});

test('the status is JSON, also while the database is away', async () => {
  lacks = ['database'];
  store = null;
  const answer = await get('/status');
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ status: 'not ready', lacks })]);
});

test('whether it lives and is ready can be asked here too', async () => {
  lacks = ['stopping'];
  expect([(await get('/healthz')).status, (await get('/readyz')).status]).toEqual([200, 503]);
});

test('there is nothing else, and nothing to change', async () => {
  expect((await get('/')).status).toBe(404);
  const posted = await fetch(`${door.url}/metrics`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
});
