import { concatBytes, toBytes } from '../../../src/base/bytes.ts';
import { draftLedgerAct } from '../../../src/ledger/build.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { pinFiles } from '../../../src/ledger/genesis.ts';
import type { CheckSchema } from '../../../src/ledger/schemas.ts';
import { type Verification, type VerifyOptions, verifyLedger } from '../../../src/ledger/verify.ts';
import {
  checkSchema,
  entriesOf,
  type Files,
  headerOf,
  ORIGIN,
  SampleLedger,
  signer,
  timeOf,
  treeOf,
} from '../sample.ts';
import { documents, namingEntry } from './whole-evidence.ts';

/** The ledger that the suite changes: 1,000 entries in 23 flushes, and a README that entry 500 replaced. */

export const SIZE = 1_000;
/** The entry that pins another README than genesis did. */
export const PINNING = 500;
/** Entries in bundles; the rest is the tail. */
export const SEALED = 768;

/** Sizes after each flush: single entries, batches, one that seals two bundles, the edges of a bundle. */
const FLUSHES = [
  1,
  2,
  3,
  7,
  60,
  61,
  200,
  255,
  256,
  257,
  300,
  499,
  501,
  510,
  513,
  600,
  900,
  901,
  950,
  990,
  991,
  992,
  SIZE,
];

function pinningEntry(readme: Uint8Array): Entry {
  const act = {
    act: 'start',
    app: { version: '0.2.0', configuration: { sha256: sha256Hex('another configuration') } },
    permissions: { contents: 'write' },
    files: pinFiles([{ path: 'README.md', bytes: readme }]),
  } as const;
  const header = { ...headerOf(PINNING, 2), source: 'program', deliveries: [], actor: { id: 0, type: 'app' } } as const;
  return sealEntry(draftLedgerAct({ origin: ORIGIN, header, act }), timeOf(PINNING));
}

interface Built {
  readonly ledger: SampleLedger;
  readonly entries: readonly Entry[];
  readonly oldReadme: Uint8Array;
  /** The files after each commit. */
  readonly snapshots: readonly Files[];
}

function build(): Built {
  const ledger = new SampleLedger();
  const snapshots: Files[] = [];
  const oldReadme = (): Uint8Array => ledger.files.get('README.md') ?? new Uint8Array();
  let kept = new Uint8Array();
  const entries = [...entriesOf(0, SIZE)];
  for (const document of documents) entries[document.index] = namingEntry(document);
  for (const size of FLUSHES) {
    const from = ledger.state().size;
    if (from > PINNING || size <= PINNING) ledger.flush(entries.slice(from, size));
    else {
      kept = Uint8Array.from(oldReadme());
      const bytes = concatBytes(kept, toBytes('\nThis version says one thing more.\n'));
      entries[PINNING] = pinningEntry(bytes);
      ledger.flush(entries.slice(from, size), [{ path: 'README.md', bytes }]);
    }
    snapshots.push(new Map(ledger.files));
  }
  return { ledger, entries, oldReadme: kept, snapshots };
}

export const { ledger: whole, entries, oldReadme, snapshots } = build();

/** The files as they are, to be changed. */
export function copyFiles(): Files {
  return new Map(whole.files);
}

export function bytesOf(files: Files, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`there is no ${path}`);
  return bytes;
}

export function entryBytes(index: number): Uint8Array {
  const entry = entries[index];
  if (entry === undefined) throw new Error(`there is no entry ${index}`);
  return entry.bytes;
}

const judged = new Map<string, readonly string[]>();

/** What the schemas say of a statement is asked once: most entries are the same in all of these ledgers. */
const checkOnce: CheckSchema = (kind, version, statement) => {
  const text = JSON.stringify([kind, version, statement]);
  const messages = judged.get(text) ?? checkSchema(kind, version, statement);
  judged.set(text, messages);
  return messages;
};

/** The code that users run, on these files. */
export function verify(files: Files, options: Partial<VerifyOptions> = {}): Verification {
  return verifyLedger({ tree: treeOf(files), keys: [signer], checkSchema: checkOnce, ...options });
}

export const history = { commits: whole.commits, isComplete: true };
