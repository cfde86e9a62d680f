import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  chooseWitnessed,
  cosignedAt,
  cosignedNote,
  isOutstanding,
  isQuorumDemanded,
  notesOf,
} from '../../../src/app/stages/cosigned-note.ts';
import { toBase64, toBytes } from '../../../src/base/bytes.ts';
import { HOUR, SECOND } from '../../../src/base/clock.ts';
import { cosign, type WitnessSigner } from '../../../src/ledger/cosignature.ts';
import { parseNote } from '../../../src/ledger/note.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import type { LedgerLease } from '../../../src/store/store.ts';
import { witnessFrom, witnessLines } from '../../ledger/witnesses.ts';
import { type Bench, openBench } from './bench.ts';
import { publishNext } from './published.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => await bench.close());

const signers = [witnessFrom(1), witnessFrom(2)] as const;
const [first, second] = signers;
const both = parseWitnessPolicy(toBytes(`${witnessLines(signers)}group Q all W1 W2\nquorum Q\n`));
const none = parseWitnessPolicy(toBytes(`${witnessLines(signers)}quorum none\n`));
const NOON = 1_700_000_000;

async function keep(
  { ledger }: LedgerLease,
  signer: WitnessSigner,
  of: { size: number; time?: number },
): Promise<void> {
  const { size, time = NOON } = of;
  const note = (await bench.store.ledgers.checkpoint(ledger.id, size))?.note ?? '';
  const { name, keyId, signature } = cosign(parseNote(toBytes(note)).text, { signer, time });
  const kept = { size, name, keyId, signature: toBase64(signature), at: time * SECOND };
  await bench.store.witnesses.remember(ledger.id, { name, keyId, size, failures: 0, retryAt: 0 }, kept);
}

const chosen = async ({ ledger }: LedgerLease) => (await bench.store.witnesses.witnessed(ledger.id)).chosen;

describe('the note that the branch is to hold', () => {
  test('is the newest with enough cosignatures, and changes only once it stands there', async () => {
    const one = await publishNext(bench, null);
    await keep(one, first, { size: 1 });
    await chooseWitnessed(bench.context, one, both);
    expect(await chosen(one)).toBeNull();
    await keep(one, second, { size: 1 });
    const two = await publishNext(bench, one);
    await keep(two, first, { size: 2 });
    await chooseWitnessed(bench.context, two, both);
    expect(await chosen(two)).toMatchObject({ size: 1 });
    expect(await isOutstanding(bench.context, two.ledger)).toBe(true);
    await keep(two, second, { size: 2 });
    await chooseWitnessed(bench.context, two, both);
    expect(await chosen(two)).toMatchObject({ size: 1 });
    const three = await publishNext(bench, two);
    expect(await isOutstanding(bench.context, three.ledger)).toBe(false);
    await chooseWitnessed(bench.context, three, both);
    expect(await chosen(three)).toMatchObject({ size: 2 });
  });

  test('is another one when the same checkpoint was cosigned again half a day later', async () => {
    const one = await publishNext(bench, null);
    for (const signer of signers) await keep(one, signer, { size: 1 });
    await chooseWitnessed(bench.context, one, both);
    const before = await chosen(one);
    await bench.store.ledgers.publish(one, { size: 1, head: 'again', at: 2 });
    for (const [hours, isNew] of [
      [1, false],
      [12, true],
    ] as const) {
      for (const signer of signers) await keep(one, signer, { size: 1, time: NOON + (hours * HOUR) / SECOND });
      await chooseWitnessed(bench.context, one, both);
      expect((await chosen(one))?.note !== before?.note).toBe(isNew);
    }
    expect(cosignedAt((await chosen(one))?.note ?? '', both)).toBe(NOON * SECOND + 12 * HOUR);
  });

  test('needs somebody’s cosignature where the policy demands nobody’s', async () => {
    const one = await publishNext(bench, null);
    const { id } = one.ledger;
    expect(await cosignedNote(bench.context, { id, size: 1, policy: none })).toBeNull();
    await keep(one, second, { size: 1 });
    expect(await cosignedNote(bench.context, { id, size: 1, policy: none })).toContain(second.name);
    expect(await cosignedNote(bench.context, { id, size: 1, policy: both })).toBeNull();
    expect(await cosignedNote(bench.context, { id, size: 9, policy: none })).toBeNull();
  });
});

test('one of two who cosigned again makes no other note where both are asked for; when the second did, it is one', async () => {
  const one = await publishNext(bench, null);
  for (const signer of signers) await keep(one, signer, { size: 1 });
  await chooseWitnessed(bench.context, one, both);
  const before = await chosen(one);
  await bench.store.ledgers.publish(one, { size: 1, head: 'again', at: 2 });
  const later = NOON + (24 * HOUR) / SECOND;
  await keep(one, first, { size: 1, time: later });
  await chooseWitnessed(bench.context, one, both);
  expect(await chosen(one)).toEqual(before);
  await keep(one, second, { size: 1, time: later + 3600 });
  await chooseWitnessed(bench.context, one, both);
  expect(cosignedAt((await chosen(one))?.note ?? '', both)).toBe(later * SECOND);
});

test('a cosigned note of the decided size is the checkpoint itself; of a smaller one it stands beside it', async () => {
  const one = await publishNext(bench, null);
  expect(await notesOf(bench.context, one)).toMatchObject({ witnessed: null, isOutstanding: false });
  for (const signer of signers) await keep(one, signer, { size: 1 });
  await chooseWitnessed(bench.context, one, both);
  const notes = await notesOf(bench.context, one);
  expect(notes.checkpoint).toEqual(notes.witnessed);
  expect(notes.isOutstanding).toBe(true);
  const two = await publishNext(bench, one);
  const later = await notesOf(bench.context, two);
  expect(later.witnessed).toEqual(notes.witnessed);
  expect(parseNote(later.checkpoint).signatures).toHaveLength(1);
  expect(later.isOutstanding).toBe(false);
});

test('a quorum is demanded by a policy that names one', () => {
  const { config } = bench.context;
  const demanded = (policy: typeof both) =>
    isQuorumDemanded({ config: { ...config, witnesses: { policy, missing: 'wait' } } });
  expect([demanded(both), demanded(none), isQuorumDemanded(bench.context)]).toEqual([true, false, false]);
});
