import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askOne, type Question } from '../../../src/app/stages/ask-one.ts';
import type { AddCheckpoint, WitnessAnswer } from '../../../src/app/witness-client.ts';
import { toBytes } from '../../../src/base/bytes.ts';
import { MINUTE, SECOND } from '../../../src/base/clock.ts';
import { cosign } from '../../../src/ledger/cosignature.ts';
import { parseNote } from '../../../src/ledger/note.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import type { LedgerLease } from '../../../src/store/store.ts';
import { witnessFrom } from '../../ledger/witnesses.ts';
import { type Bench, openBench, pendingOf } from './bench.ts';
import { publishNext } from './published.ts';

const NOON = 1_700_000_000 * SECOND;
const signer = witnessFrom(5);
const [witness] = parseWitnessPolicy(
  toBytes(`witness W ${formatVkey(signer)} https://w.example\nquorum W\n`),
).witnesses;
let bench: Bench;
let lease: LedgerLease;
beforeAll(async () => {
  bench = await openBench({ clock: { now: () => NOON } });
  lease = await publishNext(bench, await publishNext(bench, await publishNext(bench, null)));
});
afterAll(async () => await bench.close());

/** A witness that answers these in turn, and what it was asked. */
async function askWith(answers: readonly WitnessAnswer[], of: { size?: number; failures?: number } = {}) {
  const asked: AddCheckpoint[] = [];
  const context = {
    ...bench.context,
    askWitness: async (question: AddCheckpoint) => {
      asked.push(question);
      return answers[asked.length - 1] ?? { is: 'failed' as const, why: 'no more answers' };
    },
  };
  const { ledger } = lease;
  const stored = await bench.store.ledgers.checkpoint(ledger.id, 3);
  if (witness === undefined || witness.url === null) throw new Error('a witness with a URL');
  const question: Question = {
    ledger,
    witness: { ...witness, url: witness.url },
    state: { name: signer.name, keyId: signer.keyId, size: of.size ?? 0, failures: of.failures ?? 0, retryAt: 0 },
    size: 3,
    root: stored?.root ?? '',
    note: toBytes(stored?.note ?? ''),
  };
  const retryAt = await askOne(context, question);
  const [state] = await bench.store.witnesses.states(ledger.id);
  return { after: retryAt === null ? null : retryAt - NOON, asked, state, text: parseNote(question.note).text };
}

const conflict = (size: number): WitnessAnswer => ({ is: 'conflict', size });
const failed: WitnessAnswer = { is: 'failed', why: 'down' };

describe('a witness', () => {
  test('is followed to the size that it names, with the proof from there', async () => {
    const { asked } = await askWith([conflict(2), conflict(1), failed]);
    expect(asked.map(({ oldSize, proof }) => [oldSize, proof.length])).toEqual([
      [0, 0],
      [2, 1],
      [1, 2],
    ]);
    expect(asked[0]?.url).toBe('https://w.example');
  });

  test('that names another size each time is left alone in the end', async () => {
    const { asked, after } = await askWith(Array.from({ length: 9 }, (_, at) => conflict(at % 3)));
    expect(asked).toHaveLength(5);
    expect(after).toBe(5 * SECOND);
  });

  test('that fails is asked later and later, for a minute at most', async () => {
    const pauses = [];
    for (const failures of [0, 1, 2, 3, 4, 50]) pauses.push((await askWith([failed], { failures })).after);
    expect(pauses).toEqual([5, 10, 20, 40, 60, 60].map((seconds) => seconds * SECOND));
  });

  test('that refuses is asked again in ten minutes', async () => {
    expect((await askWith([{ is: 'refused', why: 'status 404' }])).after).toBe(10 * MINUTE);
  });

  test('that cosigned is done, and its cosignature is kept', async () => {
    const { text } = await askWith([failed]);
    const line = cosign(text, { signer, time: NOON / SECOND });
    const { after, state } = await askWith([{ is: 'cosigned', signatures: [line] }]);
    expect(after).toBeNull();
    expect(state).toMatchObject({ size: 3, failures: 0, retryAt: 0 });
    expect(await bench.store.witnesses.cosignatures(lease.ledger.id, 3)).toMatchObject([
      { name: signer.name, at: NOON },
    ]);
  });

  test('that knows what is decided here and not published yet is asked again in a moment; beyond that it is an alarm', async () => {
    await bench.store.ledgers.release(lease);
    expect((await askWith([], { size: 3 })).asked).toHaveLength(1);
    const { after, asked } = await askWith([conflict(4)]);
    expect([after, asked.length]).toEqual([60 * MINUTE, 1]);
    expect((await askWith([{ is: 'inconsistent' }])).after).toBe(60 * MINUTE);
    const alerts = (await pendingOf(bench.context, lease.ledger)).map(({ kind }) => kind);
    expect(alerts).toEqual(['alert', 'alert']);
  });
});
