import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { evidenceBox, toJson } from '../../../src/app/stages/evidence.ts';
import { canonicalize } from '../../../src/ledger/canonical.ts';
import { makeEvidence } from '../../../src/ledger/evidence.ts';
import { type Bench, entryOf, newLedger, openBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const document = { title: 'Fix rounding', number: 42 };

test('a digest is over salt and document, so that nobody can guess the document from it', async () => {
  const { ledger } = await newLedger(bench.context);
  const box = evidenceBox(bench.context, ledger, 'a subject');
  const digest = await box.put('change', document);
  const [added] = box.added;
  expect(added).toMatchObject({ digest, subject: 'a subject', part: 'change', document: canonicalize(document) });
  const salt = Buffer.from(added?.salt ?? '', 'base64');
  expect(salt).toHaveLength(32);
  expect(makeEvidence(document, new Uint8Array(salt)).digest).toBe(digest);
  const other = evidenceBox(bench.context, (await newLedger(bench.context)).ledger, 'a subject');
  expect(await other.put('change', document)).not.toBe(digest);
});

test('a part that did not change is named, not stored again', async () => {
  const { ledger } = await newLedger(bench.context);
  const first = evidenceBox(bench.context, ledger, 'a subject');
  const digest = await first.put('change', document);
  await bench.store.ledgers.add(ledger.id, entryOf(bench.context, ledger, 1), first.added);

  const second = evidenceBox(bench.context, ledger, 'a subject');
  expect(await second.put('change', { number: 42, title: 'Fix rounding' })).toBe(digest);
  expect(second.added).toEqual([]);
  expect(await second.put('change', { ...document, title: 'Another' })).not.toBe(digest);
  expect(await second.put('files', document)).not.toBe(digest);
  expect(await evidenceBox(bench.context, ledger, 'another subject').put('change', document)).not.toBe(digest);
  expect(second.added).toHaveLength(2);
});

test('what JSON does not know is left out, as in canonical JSON', () => {
  expect(toJson({ a: undefined, b: [1], c: null })).toEqual({ b: [1], c: null });
});
