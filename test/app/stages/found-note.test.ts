import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import type { LedgerBranch } from '../../../src/app/ports.ts';
import { takeOverWitnessed } from '../../../src/app/stages/found-note.ts';
import { toBytes, toText } from '../../../src/base/bytes.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import type { LedgerLease } from '../../../src/store/store.ts';
import { cosigned, witnessFrom, witnessLines } from '../../ledger/witnesses.ts';
import { type Bench, ledgerKey, openBench } from './bench.ts';
import { publishNext } from './published.ts';
import { witnessed } from './witnessed.ts';

const signers = [witnessFrom(1)] as const;
const policy = parseWitnessPolicy(toBytes(`${witnessLines(signers)}quorum W1\n`));
let bench: Bench;
let lease: LedgerLease;
beforeAll(async () => {
  bench = await openBench();
  lease = await publishNext(bench, await publishNext(bench, null));
});
afterAll(async () => await bench.close());

const noteAt = async (size: number): Promise<Uint8Array> =>
  toBytes((await bench.store.ledgers.checkpoint(lease.ledger.id, size))?.note ?? '');

/** What is known as chosen after the branch was found to hold this. */
async function found(note: Uint8Array | null, isAsked = true) {
  const branch = {
    read: async (_: string, path: string) => (path === paths.witnessed ? note : null),
  } as unknown as LedgerBranch;
  const context = isAsked ? witnessed(bench.context, { policy, missing: 'wait' }) : bench.context;
  await takeOverWitnessed(context, lease, { branch, head: 'head' });
  const { chosen, published } = await bench.store.witnesses.witnessed(lease.ledger.id);
  expect(published).toEqual(chosen);
  return chosen;
}

test('only what we signed, of these entries, and as many cosigned as the policy wants, and nothing older', async () => {
  const [first, second] = [await noteAt(1), await noteAt(2)];
  expect(await found(null)).toBeNull();
  expect(await found(toBytes('nonsense\n'))).toBeNull();
  expect(await found(first)).toBeNull();
  const { origin } = lease.ledger;
  const forged = signCheckpoint({ origin, size: 1, root: new Uint8Array(32) }, [bench.context.keys.signer(origin)]);
  expect(await found(cosigned(forged, signers))).toBeNull();
  const beyond = signCheckpoint({ origin, size: 3, root: new Uint8Array(32) }, [bench.context.keys.signer(origin)]);
  expect(await found(cosigned(beyond, signers))).toBeNull();
  const strangers = ledgerKeys(ledgerKey(9)).signer(origin);
  const stranger = signCheckpoint({ origin, size: 1, root: new Uint8Array(32) }, [strangers]);
  expect(await found(cosigned(stranger, signers))).toBeNull();

  const rightful = cosigned(first, signers);
  expect(await found(rightful)).toEqual({ size: 1, note: toText(rightful) });
  const later = cosigned(first, signers, 1_700_000_000);
  expect(await found(later)).toEqual({ size: 1, note: toText(later) });
  expect(await found(rightful)).toEqual({ size: 1, note: toText(later) });
  // Where no policy asks for anybody, a larger one is kept for whoever put it there.
  expect(await found(second, false)).toEqual({ size: 2, note: toText(second) });
  expect(await found(cosigned(first, signers, 1_800_000_000))).toEqual({ size: 2, note: toText(second) });
});
