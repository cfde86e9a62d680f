import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changesFrom } from '../../../src/app/stages/archive-files.ts';
import { addLedgerAct, addLedgerActs } from '../../../src/app/stages/ledger-acts.ts';
import { keepFiles, pinsAtEnd, pinsOf, readPinned } from '../../../src/app/stages/pinned-files.ts';
import { toBase64, toBytes } from '../../../src/base/bytes.ts';
import { genesisFiles, pinFiles } from '../../../src/ledger/genesis.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { type Bench, entryOf, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const note = toBytes('a note');
const app = { version: '9.9.9', configuration: { sha256: 'ab'.repeat(32) } };
const schema = { path: 'schema/gap/1.json', bytes: toBytes('{"title":"what a later version brings"}\n') };

async function settle({ id }: LedgerState): Promise<LedgerState> {
  const lease = await decideAll(bench.context, id);
  await bench.store.ledgers.release(lease);
  return lease.ledger;
}

async function begin(): Promise<LedgerState> {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(bench.context, ledger);
  return await settle(ledger);
}

const changed = async (ledger: LedgerState, size: number) =>
  (
    await changesFrom(bench.context, ledger, {
      size,
      notes: { checkpoint: note, witnessed: null, isOutstanding: false },
    })
  ).additions;

test('files come with the entries that pin them, and with no others', async () => {
  const begun = await begin();
  const all = genesisFiles(bench.context.keys.signer(begun.origin)).map(({ path }) => path);
  expect((await changed(begun, 0)).map(({ path }) => path)).toEqual([...all, 'checkpoint', 'tail/0.json'].toSorted());

  await keepFiles(bench.context, [schema]);
  await addLedgerAct(bench.context, begun, { act: 'start', app, permissions: {}, files: pinFiles([schema]) });
  await bench.store.ledgers.add(begun.id, entryOf(bench.context, begun, 1), []);
  const grown = await settle(begun);
  expect((await changed(grown, 1)).map(({ path }) => path)).toEqual([
    'checkpoint',
    'schema/gap/1.json',
    'tail/1.json',
    'tail/2.json',
  ]);
  expect((await changed(grown, 2)).map(({ path }) => path)).toEqual(['checkpoint', 'tail/2.json']);
  expect(await changed(grown, 0)).toContainEqual(schema);
});

test('a path that was pinned twice has the newest content, whatever this version would write', async () => {
  const begun = await begin();
  for (const text of ['first\n', 'second\n']) {
    const readme = { path: 'README.md', bytes: toBytes(text) };
    await keepFiles(bench.context, [readme]);
    await addLedgerAct(bench.context, begun, { act: 'start', app, permissions: {}, files: pinFiles([readme]) });
  }
  const grown = await settle(begun);
  for (const size of [0, 1]) {
    const readme = (await changed(grown, size)).find(({ path }) => path === 'README.md');
    expect(Buffer.from(readme?.bytes ?? []).toString()).toBe('second\n');
  }
});

test('what waits to be published counts as pinned, so that it is not brought twice', async () => {
  const begun = await begin();
  await addLedgerAct(bench.context, begun, { act: 'start', app, permissions: {}, files: pinFiles([schema]) });
  expect((await pinsAtEnd(bench.context, begun)).get(schema.path)).toBe(pinFiles([schema])[schema.path]);
});

test('a database of an earlier version, which kept the files in one piece, is read as well', async () => {
  const begun = await begin();
  const old = { path: 'README.md', bytes: toBytes('as an earlier version wrote it\n') };
  const pins = new Map(Object.entries(pinFiles([old])));
  await expect(readPinned(bench.context, begun, pins)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  const kept = [{ path: old.path, bytes: toBase64(old.bytes) }];
  await bench.store.memory.set('ledger-files', String(begun.id), kept, 0);
  expect(await readPinned(bench.context, begun, pins)).toEqual([old]);
});

test('what this version writes itself needs not be kept', async () => {
  const begun = await begin();
  await bench.store.memory.forget('ledger-file', '');
  const files = genesisFiles(bench.context.keys.signer(begun.origin));
  expect(await readPinned(bench.context, begun, new Map(Object.entries(pinFiles(files))))).toEqual(files);
});

test('bytes that are no entry of this kind pin nothing', () => {
  expect(pinsOf([toBytes('{"countersign_ledger":1}'), toBytes('x'), Uint8Array.of(0xff)]).size).toBe(0);
});
