import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportData } from '../../../src/app/control/data-export.ts';
import { Fault } from '../../../src/base/fault.ts';
import { isJsonObject } from '../../../src/base/json.ts';
import { checkExport } from '../../../src/store/transfer-read.ts';
import { linesOf } from '../../store/exported.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  // More than a piece.
  for (const key of ['a', 'b', 'c', 'd']) await bench.store.memory.set('scope', key, 'x'.repeat(200_000), 1);
}, 60_000);
afterAll(async () => await bench.close());

test('comes as texts, then says what they were; the app goes on', async () => {
  const items: unknown[] = [];
  for await (const item of exportData(bench.context, {})) items.push(item);
  const texts = items.flatMap((item) => (isJsonObject(item) && typeof item['text'] === 'string' ? [item['text']] : []));
  expect(texts.length).toBe(items.length - 1);
  expect(texts.length).toBeGreaterThan(2);
  const totals = await checkExport(linesOf(texts.join('')));
  expect(items.at(-1)).toEqual({ totals });
  expect(totals.rows['memory']).toBe(4);
  await bench.store.memory.set('scope', 'e', 1, 1);
});

test('whoever goes away in the middle holds nothing', async () => {
  for await (const item of exportData(bench.context, {})) {
    expect(item).toHaveProperty('text');
    break;
  }
  expect(await bench.store.now()).toBeGreaterThan(0);
});

test('what fails is said', async () => {
  const fault = new Fault('store.unavailable', 'the server went away');
  const transfer = { export: async () => await Promise.reject(fault) };
  await expect(exportData({ store: { transfer } }, {}).next()).rejects.toBe(fault);
});
