import { isFault } from '../../base/fault.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../checkpoint.ts';
import type { VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';

export interface CheckpointFinding {
  /** What the note says, signed or not; null when it cannot be read. */
  readonly checkpoint: Checkpoint | null;
  /** Keys that signed it. */
  readonly signers: readonly VerifierKey[];
  readonly problems: readonly Problem[];
}

/** Reads and verifies a checkpoint's bytes; goes on with what an unsigned one says, so that the rest can be compared. */
export function checkCheckpoint(of: {
  readonly note: Uint8Array | null;
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly commit: string | null;
}): CheckpointFinding {
  const { note, commit } = of;
  if (note === null) {
    return {
      checkpoint: null,
      signers: [],
      problems: [problem('checkpoint-missing', 'the file `checkpoint` is missing', { commit })],
    };
  }
  const problems: Problem[] = [];
  const checkpoint = attempt('checkpoint-malformed', () => parseCheckpoint(note), { problems, commit });
  if (checkpoint === null) return { checkpoint, signers: [], problems };
  if (checkpoint.origin !== of.origin) {
    const message = `the checkpoint is of the ledger ${checkpoint.origin}, expected ${of.origin}`;
    problems.push(problem('checkpoint-origin', message, { commit }));
  }
  const opened = attempt('checkpoint-signature', () => openCheckpoint(note, of.keys), { problems, commit });
  return { checkpoint, signers: opened?.verified ?? [], problems };
}

function attempt<T>(
  code: 'checkpoint-malformed' | 'checkpoint-signature',
  read: () => T,
  into: { readonly problems: Problem[]; readonly commit: string | null },
): T | null {
  try {
    return read();
  } catch (error) {
    if (!isFault(error)) throw error;
    into.problems.push(problem(code, error.message, { commit: into.commit }));
    return null;
  }
}
