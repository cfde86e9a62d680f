import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { evidenceBox, toJson } from '../../../src/app/stages/evidence.ts';
import { putFacts } from '../../../src/app/stages/put-facts.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { readFacts, verdictDigest } from '../../../src/ledger/facts-document.ts';
import { evaluate as judge } from '../../../src/policy/evaluate.ts';
import { judgeAgain } from '../../../src/policy/recorded.ts';
import type { LedgerState, SubjectRef } from '../../../src/store/store.ts';
import { now } from '../../policy/scenery.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { addPieces } from './evidence-scene.ts';
import { gatheredOf } from './judgement.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

interface Place {
  readonly ledger: LedgerState;
  readonly subject: SubjectRef;
}

/** Judged with this title, kept, and stored. */
async function keep({ ledger, subject }: Place, title: string) {
  const gathered = gatheredOf({ facts: { change: { title } } });
  const verdict = judge({ layers: gathered.layers, facts: gathered.facts, at: now });
  const boxes = new Map<string, ReturnType<typeof evidenceBox>>();
  const open = (scope: string) => {
    const box = boxes.get(scope) ?? evidenceBox(bench.context, ledger, scope);
    boxes.set(scope, box);
    return box;
  };
  const digest = await putFacts({ ledger, subject, open }, gathered, { verdict, at: now });
  const added = [...boxes.values()].flatMap((box) => box.added);
  await addPieces(bench.context, ledger, added);
  return { digest, added: added.map(({ part }) => part), verdict: toJson(verdict) };
}

async function documents({ ledger }: Place): Promise<ReadonlyMap<string, Json>> {
  const rows = await bench.database.query<{ digest: string; document: string }>(
    'select digest, document from countersign.evidence where ledger = $1 and document <> $2',
    [ledger.id, ''],
  );
  return new Map(rows.map(({ digest, document }) => [digest, JSON.parse(document) as Json]));
}

const formOf = (document: Json | undefined): string =>
  Object.keys((document ?? {}) as JsonObject)
    .toSorted()
    .join(' ');

test('a decision can be made again from what is kept of it, each as it was', async () => {
  const place = await newLedger(bench.context);
  const kept = [await keep(place, 'nothing'), await keep(place, 'SHOP-1'), await keep(place, 'SHOP-1 again')];
  const shelf = await documents(place);
  for (const { digest, verdict } of kept) {
    const facts = readFacts(digest, (each) => shelf.get(each) ?? null);
    if (facts === null) throw new Error('unreadable');
    const again = judgeAgain(facts);
    if ('why' in again) throw new Error(again.why);
    expect(toJson(again.verdict)).toEqual(verdict);
    expect(again.kept).toBe(verdictDigest(verdict));
  }
  expect(kept.map(({ digest }) => formOf(shelf.get(digest)))).toEqual([
    'content form',
    'base form patch',
    'base form patch',
  ]);
});

test('what others of the repository have too is kept once', async () => {
  const place = await newLedger(bench.context);
  expect((await keep(place, 'SHOP-1')).added.toSorted()).toEqual(['directory', 'facts', 'policy']);
  expect((await keep(place, 'SHOP-2')).added).toEqual(['facts']);
  const other = { ...place, subject: { ...place.subject, key: `${place.subject.key}0` } };
  expect((await keep(other, 'SHOP-3')).added).toEqual(['facts']);
  const repository = { ...place.subject.repository, id: place.subject.repository.id + 100_000 };
  const elsewhere = { ...place, subject: { ...place.subject, repository, key: `${place.subject.key}1` } };
  expect((await keep(elsewhere, 'SHOP-4')).added.toSorted()).toEqual(['directory', 'facts', 'policy']);
});

test('after some of it was erased, the next is kept whole', async () => {
  const place = await newLedger(bench.context);
  const first = await keep(place, 'SHOP-1');
  await keep(place, 'SHOP-2');
  await bench.store.evidence.erase(place.ledger.id, [first.digest]);
  const third = await keep(place, 'SHOP-3');
  expect(formOf((await documents(place)).get(third.digest))).toBe('content form');
});
