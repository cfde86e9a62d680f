import { toText } from '../../base/bytes.ts';
import { isFault } from '../../base/fault.ts';
import { parseVkey, type VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';
import { isSameKey, type KeyLine, keysInForce, type Rotation } from '../rotation.ts';
import type { LedgerTree } from '../tree.ts';
import type { CheckpointFinding, CheckpointKeys } from './checkpoint.ts';

/**
 * Which signatures count. Whoever has a key from outside of the branch believes it, and the keys that rotations lead to
 * from it, in either direction: the old key signed for the new one, and the log that the new key signs names the old one.
 */
export class KeyTrust {
  readonly #line: KeyLine;
  /** Those that were given, and those that rotations lead to. */
  readonly #believed: readonly VerifierKey[];

  constructor(given: readonly VerifierKey[], line: KeyLine) {
    this.#line = line;
    this.#believed = follow(given, line.rotations);
  }

  /** Those by which somebody who believes the given keys comes to believe others. */
  get rotations(): readonly Rotation[] {
    return this.#line.rotations.filter(({ to }) => isAmong(this.#believed, to));
  }

  /** Rotations that are none. */
  problems(altered: ReadonlySet<number>): readonly Problem[] {
    return this.#line.refused
      .filter(({ index }) => !altered.has(index))
      .map(({ index, reason }) => problem('rotation', `entry ${index} is no rotation: ${reason}`, { index }));
  }

  /** Those of the signers that count for a checkpoint, or why none does. */
  judge(
    { checkpoint, signers, refusal }: Pick<CheckpointFinding, 'checkpoint' | 'signers' | 'refusal'>,
    commit: string | null,
  ): { readonly signers: readonly VerifierKey[]; readonly problems: readonly Problem[] } {
    if (checkpoint === null) return { signers: [], problems: [] };
    const refuse = (message: string) => ({
      signers: [],
      problems: [problem('checkpoint-signature', message, { commit })],
    });
    if (refusal?.isWrong === true) return refuse(refusal.message);
    const believed = signers.filter((key) => isAmong(this.#believed, key));
    if (believed.length === 0) return refuse(refusal?.message ?? 'no known key signed this');
    const needed = this.#needed(checkpoint.size);
    if (needed === null || needed.some((key) => isAmong(believed, key))) return { signers: believed, problems: [] };
    const [by, inForce] = [believed, needed].map((keys) => keys.map(({ keyId }) => keyId).join(', '));
    return refuse(`the key ${by} signed a checkpoint of ${checkpoint.size} entries, where ${inForce} is in force`);
  }

  /** Null: nothing says that another key than the given ones was ever in force. */
  #needed(size: number): readonly VerifierKey[] | null {
    const [first] = this.rotations;
    if (first === undefined) return null;
    const inForce = keysInForce(this.#line, size);
    return inForce.length === 0 ? [first.from] : inForce;
  }
}

function follow(given: readonly VerifierKey[], rotations: readonly Rotation[]): readonly VerifierKey[] {
  const believed = [...given];
  for (const { from, to } of rotations) if (isAmong(believed, from)) believed.push(to);
  for (const { from, to } of rotations.toReversed()) if (isAmong(believed, to)) believed.push(from);
  return believed;
}

function isAmong(keys: readonly VerifierKey[], key: VerifierKey): boolean {
  return keys.some((each) => isSameKey(each, key));
}

/** More keys than any ledger has: each costs a signature to verify. */
const MOST_CANDIDATES = 32;

/** The keys to look for in signatures: those that were given, and those in `keys/`, which prove nothing by themselves. */
export function findKeys(tree: LedgerTree, given: readonly VerifierKey[], origin: string): CheckpointKeys {
  const candidates = tree
    .list()
    .filter((path) => path.startsWith('keys/'))
    .toSorted()
    .flatMap((path) => readKey(tree.read(path)) ?? [])
    .filter((key) => key.name === origin && !isAmong(given, key));
  return { keys: given, candidates: candidates.slice(0, MOST_CANDIDATES) };
}

function readKey(bytes: Uint8Array | null): VerifierKey | null {
  const text = bytes === null ? null : toText(bytes);
  try {
    return text === null ? null : parseVkey(text.trimEnd());
  } catch (error) {
    if (!isFault(error, 'ledger.key')) throw error;
    return null;
  }
}
