import { Fault, isFault, readOrNull } from '../../base/fault.ts';
import { parseCheckpoint } from '../../ledger/checkpoint.ts';
import { formatVkey, type VerifierKey } from '../../ledger/note-key.ts';
import { MAXIMUM_POLICY_BYTES, parseWitnessPolicy, type WitnessPolicy } from '../../ledger/witness-policy.ts';
import { readInputFile } from '../input-file.ts';
import type { PinnedKeys } from './pinned-keys.ts';

/** The logs whose checkpoints count for a proof, and why. */
export interface ProofTrust {
  readonly logs: readonly VerifierKey[];
  readonly trust: 'given' | 'policy' | 'pinned';
}

/**
 * Given keys, of which a policy that lists logs has to list each; else the policy's logs; else what is remembered for
 * the checkpoint's origin. Throws Fault `cli.usage`: without a key from elsewhere a proof proves nothing.
 */
export function chooseLogs(of: {
  readonly given: readonly VerifierKey[];
  readonly policy: WitnessPolicy | null;
  readonly pinned: PinnedKeys;
  readonly checkpoint: Uint8Array;
}): ProofTrust {
  const listed = of.policy?.logs.map(({ key }) => key) ?? [];
  if (of.given.length > 0) {
    const vkeys = listed.map(formatVkey);
    const unlisted = of.given.map(formatVkey).find((vkey) => vkeys.length > 0 && !vkeys.includes(vkey));
    if (unlisted !== undefined) throw new Fault('cli.usage', `The policy does not list the log ${unlisted}`);
    return { logs: of.given, trust: 'given' };
  }
  if (listed.length > 0) return { logs: listed, trust: 'policy' };
  const pinned = of.pinned.get(readOrigin(of.checkpoint)) ?? [];
  if (pinned.length > 0) return { logs: pinned, trust: 'pinned' };
  throw new Fault('cli.usage', 'Neither --key nor --policy names a log, and no key is remembered for this one', {
    next: "Give the key that the log's operator published: --key VKEY.",
  });
}

/** The witness policy in a file; its faults name the file. */
export async function readWitnessPolicy(path: string): Promise<WitnessPolicy> {
  const { bytes } = await readInputFile(path, MAXIMUM_POLICY_BYTES + 1);
  try {
    return parseWitnessPolicy(bytes);
  } catch (error) {
    if (!isFault(error) || error.position === undefined) throw error;
    throw new Fault('ledger.witness-policy', `${path}: ${error.message}`, { position: error.position });
  }
}

function readOrigin(checkpoint: Uint8Array): string {
  return readOrNull(() => parseCheckpoint(checkpoint).origin) ?? '';
}
