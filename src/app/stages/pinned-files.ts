import { toBase64, toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { FileAddition } from '../../ledger/batch.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { genesisFiles } from '../../ledger/genesis.ts';
import { actOf } from '../../ledger/rotation.ts';
import type { LedgerState, NewestEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { ownActs } from './own-acts.ts';
import { fromStored } from './stored.ts';

/**
 * The files of the branch that are not data. Entries pin them by path and digest, and the bytes are kept by digest: what
 * the branch has at any size follows from the entries alone, whatever this version of the program would write.
 */

const KEPT = 'ledger-file';
/** Before files were kept by digest: all of one ledger in one value. */
const KEPT_AT_GENESIS = 'ledger-files';

/** Path → SHA-256; a later pin of a path takes the place of an earlier one. */
export type Pins = ReadonlyMap<string, string>;

/** Before the entry that pins them is pending, so that no entry ever names what is nowhere. Safe to repeat. */
export async function keepFiles({ store, clock }: Context, files: readonly FileAddition[]): Promise<void> {
  for (const { bytes } of files) await store.memory.set(KEPT, sha256Hex(bytes), toBase64(bytes), clock.now());
}

/** What these entries pin. */
export function pinsOf(entries: Iterable<Uint8Array>): Pins {
  const pins = new Map<string, string>();
  for (const bytes of entries) {
    // Few entries are of this kind, and no other can hold this name unquoted: the rest need not be parsed.
    const text = toText(bytes);
    if (text?.includes('"countersign_ledger":') !== true) continue;
    const statement: unknown = JSON.parse(text);
    if (isJsonObject(statement)) addPins(pins, statement);
  }
  return pins;
}

/** What the ledger pins once everything is published that is pending now. */
export async function pinsAtEnd(context: Context, ledger: LedgerState): Promise<Pins> {
  return pinsAmong(await ownActs(context, ledger));
}

/** What its decided entries pin. */
export async function pinsDecided(context: Context, ledger: LedgerState): Promise<Pins> {
  return pinsAmong((await ownActs(context, ledger)).filter(({ index }) => index !== null));
}

function pinsAmong(acts: readonly NewestEntry[]): Pins {
  const pins = new Map<string, string>();
  for (const { statement } of acts) addPins(pins, statement);
  return pins;
}

function addPins(pins: Map<string, string>, statement: JsonObject): void {
  const files = actOf(statement)?.['files'];
  if (!isJsonObject(files)) return;
  for (const [path, digest] of Object.entries(files)) if (typeof digest === 'string') pins.set(path, digest);
}

/** The pinned files with their bytes. Throws `ledger.inconsistent` where they are nowhere: others would look forged. */
export async function readPinned(context: Context, ledger: LedgerState, pins: Pins): Promise<readonly FileAddition[]> {
  const files: FileAddition[] = [];
  for (const [path, digest] of pins) {
    const bytes = await readKept(context, ledger, digest);
    if (bytes === null) {
      throw new Fault(
        'ledger.inconsistent',
        `The ledger pins ${path} with the SHA-256 ${digest}, which is kept nowhere`,
        {
          next: 'Put the file back onto the branch as it was (`git log -- PATH` there), then restart; see docs/ledger.md.',
          details: { path, digest },
        },
      );
    }
    files.push({ path, bytes });
  }
  return files;
}

async function readKept(context: Context, { id, origin }: LedgerState, digest: string): Promise<Uint8Array | null> {
  const { memory } = context.store;
  const kept = (await memory.get(KEPT, digest))?.value;
  if (typeof kept === 'string') return fromStored(kept);
  const atGenesis = (await memory.get(KEPT_AT_GENESIS, String(id)))?.value;
  const old = (Array.isArray(atGenesis) ? (atGenesis as readonly { bytes: string }[]) : []).map(({ bytes }) =>
    fromStored(bytes),
  );
  const ours = genesisFiles(context.keys.signer(origin)).map(({ bytes }) => bytes);
  return [...old, ...ours].find((bytes) => sha256Hex(bytes) === digest) ?? null;
}
