import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { quorumOf, watchQuorum } from '../../../src/app/stages/quorum.ts';
import { toBytes } from '../../../src/base/bytes.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { witnessFrom, witnessLines } from '../../ledger/witnesses.ts';
import { type Bench, newLedger, openBench, pendingOf } from './bench.ts';
import { witnessed } from './witnessed.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => await bench.close());

const policy = parseWitnessPolicy(toBytes(`${witnessLines([witnessFrom(1)])}quorum W1\n`));
const waiting = (): Context => witnessed(bench.context, { policy, missing: 'wait' });
const goingOn = (): Context => witnessed(bench.context, { policy, missing: 'go-on' });
const asked = async (id: number, size: number) =>
  await bench.store.witnesses.asked(id, size, { at: 1, report: 'none' });

test('an entry waits until a cosigned checkpoint that counts it stands on the branch', async () => {
  const { ledger } = await newLedger(bench.context);
  expect(await quorumOf(bench.context, ledger, 0)).toEqual({ is: 'reached' });
  expect(await quorumOf(waiting(), ledger, 0)).toEqual({ is: 'awaited', notice: null });
  expect(await quorumOf(goingOn(), ledger, 0)).toEqual({ is: 'awaited', notice: null });
  const lease = await bench.store.ledgers.take(ledger.id, 'a-test', MINUTE);
  if (lease === null) throw new Error('held');
  await bench.store.witnesses.adopt(lease, { size: 2, note: 'note' });
  expect(await quorumOf(waiting(), ledger, 1)).toEqual({ is: 'reached' });
  expect(await quorumOf(waiting(), ledger, 2)).toEqual({ is: 'awaited', notice: null });
});

test('nothing is said before everybody was asked in vain; then one waits, and the other goes on', async () => {
  const { ledger } = await newLedger(bench.context);
  await asked(ledger.id, 3);
  // What they signed is just being written.
  expect(await quorumOf(waiting(), ledger, 2)).toEqual({ is: 'awaited', notice: null });
  expect(await watchQuorum(waiting(), ledger, false)).toBe('all');
  expect(await watchQuorum(waiting(), ledger, false)).toBe('new');
  expect(await quorumOf(waiting(), ledger, 2)).toEqual({
    is: 'awaited',
    notice: expect.stringContaining('nothing passes'),
  });
  expect(await quorumOf(goingOn(), ledger, 2)).toEqual({
    is: 'missing',
    notice: expect.stringContaining('only the app itself'),
  });
  expect(await quorumOf(goingOn(), ledger, 3)).toEqual({ is: 'awaited', notice: null });
  // Another setting is news for those who wait.
  expect(await watchQuorum(goingOn(), ledger, false)).toBe('all');
  expect(await watchQuorum(waiting(), ledger, true)).toBe('none');
  expect(await quorumOf(waiting(), ledger, 2)).toEqual({ is: 'awaited', notice: null });
});

test('a quorum that is missing for half an hour is one alert; where none is demanded, none is missed', async () => {
  const { ledger } = await newLedger(bench.context);
  const at = (context: Context, later: number): Context => ({ ...context, clock: { now: () => 1000 + later } });
  await watchQuorum(at(bench.context, 0), ledger, false);
  for (const later of [0, 29 * MINUTE]) await watchQuorum(at(waiting(), later), ledger, false);
  expect(await pendingOf(bench.context, ledger)).toEqual([]);
  for (const later of [30 * MINUTE, 90 * MINUTE]) await watchQuorum(at(waiting(), later), ledger, false);
  expect((await pendingOf(bench.context, ledger)).map(({ kind }) => kind)).toEqual(['alert']);
});
