import { isFault } from '../../base/fault.ts';
import { type Checkpoint, parseCheckpointText } from '../checkpoint.ts';
import { type Note, type NoteSignature, parseNote, verifyNote } from '../note.ts';
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
  const { commit } = of;
  if (of.note === null) {
    return {
      ...NOTHING,
      problems: [problem('checkpoint-missing', 'the file `checkpoint` is missing', { commit })],
    };
  }
  const found = read(of.note);
  if (typeof found === 'string') return { ...NOTHING, problems: [problem('checkpoint-malformed', found, { commit })] };
  const { note, checkpoint } = found;
  const message = `the checkpoint is of the ledger ${checkpoint.origin}, expected ${of.origin}`;
  const problems = checkpoint.origin === of.origin ? [] : [problem('checkpoint-origin', message, { commit })];
  const { signers, refusal } = open(note, of.keys);
  // One by one: what fails under a key that nobody has to believe says nothing about the others.
  const others = of.candidates.flatMap((key) => open(note, [key]).signers);
  return { checkpoint, signers: [...signers, ...others], refusal, problems };
}

const NOTHING = { checkpoint: null, signers: [], refusal: null } as const;

function open(note: Note, keys: readonly VerifierKey[]): Pick<CheckpointFinding, 'signers' | 'refusal'> {
  try {
    return { signers: verifyNote(note, keys), refusal: null };
  } catch (error) {
    if (!isFault(error)) throw error;
    const isWrong = note.signatures.some((each) => keys.some((key) => isBy(each, key)));
    return { signers: [], refusal: { isWrong, message: error.message } };
  }
}

function isBy({ name, keyId }: NoteSignature, key: VerifierKey): boolean {
  return name === key.name && keyId === key.keyId;
}

function read(bytes: Uint8Array): { readonly note: Note; readonly checkpoint: Checkpoint } | string {
  try {
    const note = parseNote(bytes);
    return { note, checkpoint: parseCheckpointText(note.text) };
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.message;
  }
}
