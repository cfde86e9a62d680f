import { draftLedgerAct } from '../../src/ledger/build.ts';
import type { LedgerAct } from '../../src/ledger/entries/ledger.ts';
import { type Entry, sealEntry } from '../../src/ledger/entry.ts';
import { keyFiles, pinFiles } from '../../src/ledger/genesis.ts';
import type { Signer } from '../../src/ledger/note-key.ts';
import { signRotation } from '../../src/ledger/rotation.ts';
import { entriesOf, headerOf, keyFrom, ORIGIN, SampleLedger, signer, timeOf } from './sample.ts';

/** A ledger that goes over from one key to another. */

export const second = keyFrom(2);
export const third = keyFrom(3);

/** The `n`th act of the ledger, as entry `index`. */
export function rotationEntry(at: { index: number; n: number }, from: Signer, to: Signer): Entry {
  return actEntry(at, { ...signRotation(from, to), files: pinFiles(keyFiles(to)) });
}

export function actEntry({ index, n }: { index: number; n: number }, act: LedgerAct): Entry {
  return sealEntry(draftLedgerAct({ origin: ORIGIN, header: headerOf(index, n), act }), timeOf(index));
}

/** Entries 0–3 by the first key, the rotation as entry 4 and entry 5 by both, entry 6 by the second alone. */
export function rotated(): SampleLedger {
  const ledger = new SampleLedger([signer]);
  ledger.flush(entriesOf(0, 2));
  ledger.flush(entriesOf(2, 4));
  ledger.signWith(second, signer);
  ledger.flush([rotationEntry({ index: 4, n: 2 }, signer, second)], keyFiles(second));
  ledger.flush(entriesOf(5, 6));
  ledger.signWith(second);
  ledger.flush(entriesOf(6, 7));
  return ledger;
}
