import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changeTerm } from '../../../../src/ledger/entry-terms.ts';
import { isDecision } from '../../../../src/ledger/trace/traced-entry.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { api, commits, told, web, webScene } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

let bench: Bench;
let ledger: LedgerState;
const scene = webScene();
scene.repository = { ...web, name: 'acme/site' };
scene.decide(commits.head, { change: 50 });
scene.repository = api;
scene.decide(commits.head, { change: 42 });
beforeAll(async () => {
  bench = await openBench();
  ledger = await archiveScene(bench, scene);
}, 60_000);
afterAll(async () => await bench.close());

const indexesOf = (all: readonly { readonly index: number }[]) => all.map(({ index }) => index);
const [renamed, other] = [told.artifact + 1, told.artifact + 2];

test('what was read is known once, in the order of the ledger, as it was written', async () => {
  const known = await knowNothing(bench, ledger);
  expect(known.all()).toEqual([]);
  await known.at([told.decided42, told.refused42]);
  expect(await known.named([changeTerm(42), changeTerm(42)], isDecision)).toBe(1);
  expect(await known.named([changeTerm(42)], isDecision)).toBe(0);
  expect(indexesOf(known.all())).toEqual([told.refused42, told.decided42, other]);
  expect(await known.withIds([scene.entries[told.landed42]?.id ?? '', 'none'])).toBe(1);
  expect(indexesOf(known.all())).toContain(told.landed42);
  for (const entry of known.all())
    expect(known.bytesOf(entry)).toBe(Buffer.from(scene.entries[entry.index]?.bytes ?? []).toString());
});

test('of one repository only, by any name, also one that the entries at hand do not have', async () => {
  const known = await knowNothing(bench, ledger, 'ACME/site');
  await known.named([changeTerm(42)], isDecision);
  expect(indexesOf(known.all())).toEqual([told.refused42, told.decided42]);
  await known.at([renamed]);
  expect(indexesOf(known.all())).toContain(renamed);
  expect([known.isAsked(web.id), known.isAsked(api.id)]).toEqual([true, false]);
  const any = await knowNothing(bench, ledger);
  expect(any.isAsked(api.id)).toBe(true);
});
