import { Fault } from '../../base/fault.ts';
import type { OpenedCheckpoint } from '../../ledger/checkpoint.ts';
import type { Entry } from '../../ledger/entry.ts';
import { keyFiles, pinFiles } from '../../ledger/genesis.ts';
import { formatVkey, type Signer, type VerifierKey } from '../../ledger/note-key.ts';
import { isSameKey, keysInForce, readKeyLine, signRotation } from '../../ledger/rotation.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { readActs, readKeys, toAct } from './key-line.ts';
import { addLedgerAct } from './ledger-acts.ts';
import { keepFiles } from './pinned-files.ts';

/**
 * Which keys sign a ledger. Its own entries say which key is in force at which size: what is configured only has to be
 * that one, or the one that follows it. So two processes, or one that was killed, never disagree about a checkpoint.
 */

const AT_END = Number.POSITIVE_INFINITY;

/**
 * Both keys from the rotation on, while both are configured; before it the old one, after the overlap the new one. Asked
 * each time: another process, started with another key, may have rotated since this one compared the ledger.
 */
export async function signersAt(context: Context, ledger: LedgerState, size: number): Promise<readonly Signer[]> {
  const { current, previous } = keysOf(context, ledger);
  const line = await readKeys(context, ledger);
  const inForce = keysInForce(line, size);
  if (inForce.length > 0 && !isAmong(inForce, current))
    return previous !== null && isAmong(inForce, previous) ? [previous] : refuse(ledger, inForce);
  if (previous === null) return [current];
  const isFollowed = line.rotations.some(({ index, from }) => index < size && isSameKey(from, previous));
  return isFollowed ? [current, previous] : [current];
}

/** Under another key every checkpoint to come would look forged to whoever pinned the old one: nothing is signed then. */
export async function requireKey(context: Context, ledger: LedgerState): Promise<void> {
  await isRotated(context, ledger);
}

/**
 * The entry that a ledger under the previous key needs: the new key, signed by the old one. Its files are kept first; a
 * process that dies in between adds it at its next start, and one that is there is not added again.
 */
export async function rotateKey(context: Context, ledger: LedgerState): Promise<LedgerState> {
  const { current, previous } = keysOf(context, ledger);
  if (previous === null || (await isRotated(context, ledger))) return ledger;
  const files = keyFiles(current);
  await keepFiles(context, files);
  await addLedgerAct(context, ledger, { ...signRotation(previous, current), files: pinFiles(files) });
  context.log.info(
    { ledger: ledger.id, origin: ledger.origin, from: previous.keyId, to: current.keyId },
    'The ledger goes over to the new key',
  );
  return { ...ledger, pending: ledger.pending + 1 };
}

/** Is the current key the newest that the ledger names? Throws `ledger.inconsistent` when neither of ours is. */
async function isRotated(context: Context, ledger: LedgerState): Promise<boolean> {
  const { current, previous } = keysOf(context, ledger);
  const newest = keysInForce(await readKeys(context, ledger), AT_END);
  if (newest.length === 0 || isAmong(newest, current)) return true;
  if (previous !== null && isAmong(newest, previous)) return false;
  return refuse(ledger, newest);
}

/**
 * A checkpoint of these entries, which follow those of the archive, counts only by the key that they put in force: a key
 * that gave way to another signs nothing any more, whoever has it.
 */
export async function requireSigner(
  context: Context,
  ledger: LedgerState,
  { entries, checkpoint }: { readonly entries: readonly Entry[]; readonly checkpoint: OpenedCheckpoint },
): Promise<void> {
  const before = await readActs(context, ledger);
  const { size } = ledger.decided;
  const fresh = entries.flatMap(({ statement }, at) => toAct(statement, size + at));
  const inForce = keysInForce(readKeyLine([...before, ...fresh], ledger.origin), checkpoint.size);
  if (inForce.some((key) => isAmong(checkpoint.verified, key))) return;
  refuse(ledger, inForce);
}

function keysOf({ keys }: Context, { origin }: LedgerState): { current: Signer; previous: Signer | null } {
  return { current: keys.signer(origin), previous: keys.previous(origin) };
}

function isAmong(keys: readonly VerifierKey[], key: VerifierKey): boolean {
  return keys.some((each) => isSameKey(each, key));
}

function refuse({ origin }: LedgerState, keys: readonly VerifierKey[]): never {
  const named = keys.map(({ keyId }) => keyId).join(', ');
  throw new Fault('ledger.inconsistent', `The ledger ${origin} was signed with another key (${named})`, {
    next: `Configure the key ${named} as COUNTERSIGN_LEDGER_KEY, or as COUNTERSIGN_LEDGER_KEY_PREVIOUS beside the new one, which then takes its place. Where nobody has it any more: COUNTERSIGN_LEDGER_KEY_LOST='${keys.map(formatVkey).join(' ')}' opens another ledger. See docs/ledger.md, "The key".`,
    details: { keys: keys.map(formatVkey) },
  });
}
