import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eraseData } from '../../../src/app/control/data-erase.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { addLeaver } from '../erase/scene-of-person.ts';
import { type Bench, newLedger, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const ask = async (request: JsonObject) => {
  const items: unknown[] = [];
  for await (const item of eraseData(bench.context, request)) items.push(item);
  return items;
};

test('findings are told in numbers, not with what was found', async () => {
  const { ledger } = await newLedger(bench.context);
  const leaver = await addLeaver(bench.context, ledger);
  const rows = { subject: 0, push: 0, delivery: 0, memory: 1, job: 0 };
  const identity = { ids: [leaver.id], logins: [leaver.login], names: [leaver.name], emails: [leaver.email] };
  const findings = { told: 'findings', identity, documents: 4, open: 0, rows, entries: [] };
  expect(await ask({ person: leaver.login, by: 5, reason: 'law', isDry: true })).toEqual([findings]);
  expect(
    await ask({ person: leaver.login, by: 5, reason: 'law', isDry: true, keepNames: [leaver.name] }),
  ).toMatchObject([{ identity: { names: [] } }]);
  // Whoever forgets to say it wants to look first.
  expect(await ask({ person: leaver.login, by: 5, reason: 'law' })).toEqual([findings]);
});

describe('what is no request', () => {
  test.each<[string, JsonObject]>([
    ['nobody', { by: 5, reason: 'law' }],
    ['by nobody', { person: 'dana', by: 'me', reason: 'law' }],
    ['for no reason', { person: 'dana', by: 5, reason: 'because' }],
  ])('%s', async (_, request) => expect(ask(request)).rejects.toMatchObject({ code: 'cli.usage' }));
});
