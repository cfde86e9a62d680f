import { isFault } from '../../base/fault.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../checkpoint.ts';
import { type NoteSignature, parseNote } from '../note.ts';
import type { VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';

export interface CheckpointFinding {
  /** What the note says, signed or not; null when it cannot be read. */
  readonly checkpoint: Checkpoint | null;
  /** Keys that signed it: of those that are believed, and of those that are not yet. */
  readonly signers: readonly VerifierKey[];
  /** Why none of the keys that are believed signed it; null: one did. Whether that is enough: key-trust.ts. */
  readonly refusal: Refusal | null;
  /** Everything else. */
  readonly problems: readonly Problem[];
}

export interface Refusal {
  /** A signature of theirs stands there and does not verify. */
  readonly isWrong: boolean;
  readonly message: string;
}

export interface CheckpointKeys {
  /** From outside of the branch. */
  readonly keys: readonly VerifierKey[];
  /** Keys on the branch itself, which prove nothing until a rotation leads to them. */
  readonly candidates: readonly VerifierKey[];
}

/** Reads and verifies a checkpoint's bytes; goes on with what an unsigned one says, so that the rest can be compared. */
export function checkCheckpoint(
  of: CheckpointKeys & {
    readonly note: Uint8Array | null;
    readonly origin: string;
    readonly commit: string | null;
  },
): CheckpointFinding {
  const { note, commit } = of;
  if (note === null) {
    return {
      ...NOTHING,
      problems: [problem('checkpoint-missing', 'the file `checkpoint` is missing', { commit })],
    };
  }
  const checkpoint = read(note);
  if (typeof checkpoint === 'string')
    return { ...NOTHING, problems: [problem('checkpoint-malformed', checkpoint, { commit })] };
  const message = `the checkpoint is of the ledger ${checkpoint.origin}, expected ${of.origin}`;
  const problems = checkpoint.origin === of.origin ? [] : [problem('checkpoint-origin', message, { commit })];
  const { signers, refusal } = open(note, of.keys);
  // One by one: what fails under a key that nobody has to believe says nothing about the others.
  const others = of.candidates.flatMap((key) => open(note, [key]).signers);
  return { checkpoint, signers: [...signers, ...others], refusal, problems };
}

const NOTHING = { checkpoint: null, signers: [], refusal: null } as const;

function open(note: Uint8Array, keys: readonly VerifierKey[]): Pick<CheckpointFinding, 'signers' | 'refusal'> {
  try {
    return { signers: openCheckpoint(note, keys).verified, refusal: null };
  } catch (error) {
    if (!isFault(error)) throw error;
    const isWrong = parseNote(note).signatures.some((each) => keys.some((key) => isBy(each, key)));
    return { signers: [], refusal: { isWrong, message: error.message } };
  }
}

function isBy({ name, keyId }: NoteSignature, key: VerifierKey): boolean {
  return name === key.name && keyId === key.keyId;
}

function read(note: Uint8Array): Checkpoint | string {
  try {
    return parseCheckpoint(note);
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.message;
  }
}
