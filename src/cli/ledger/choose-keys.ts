import { toText } from '../../base/bytes.ts';
import { readOrNull } from '../../base/fault.ts';
import { parseCheckpoint } from '../../ledger/checkpoint.ts';
import { paths } from '../../ledger/layout.ts';
import { parseNote } from '../../ledger/note.ts';
import { parseVkey, type VerifierKey } from '../../ledger/note-key.ts';
import type { LedgerTree } from '../../ledger/tree.ts';
import type { PinnedKeys } from './pinned-keys.ts';

/** The keys to verify with, and why they are believed. `claimed`: only the branch itself says so. */
export interface ChosenKeys {
  readonly keys: readonly VerifierKey[];
  readonly trust: 'given' | 'pinned' | 'claimed';
  /** As the checkpoint says; null when it cannot be read. */
  readonly origin: string | null;
}

/** Given keys first, then the ones pinned for this origin, then what the branch claims, which proves nothing. */
export function chooseKeys(of: {
  readonly tree: LedgerTree;
  readonly given: readonly VerifierKey[];
  readonly pinned: PinnedKeys;
}): ChosenKeys {
  const { tree, given, pinned } = of;
  const origin = readOrigin(tree);
  if (given.length > 0) return { keys: given, trust: 'given', origin };
  const known = origin === null ? undefined : pinned.get(origin);
  if (known !== undefined && known.length > 0) return { keys: known, trust: 'pinned', origin };
  return { keys: findClaimedKeys(tree, origin), trust: 'claimed', origin };
}

function readOrigin(tree: LedgerTree): string | null {
  return readOrNull(() => {
    const note = tree.read(paths.checkpoint);
    return note === null ? null : parseCheckpoint(note).origin;
  });
}

/** The keys on the branch whose ids stand on the checkpoint's signature lines. */
function findClaimedKeys(tree: LedgerTree, origin: string | null): readonly VerifierKey[] {
  const note = tree.read(paths.checkpoint);
  const signatures = note === null ? [] : (readOrNull(() => parseNote(note).signatures) ?? []);
  const found = signatures
    .filter(({ name }) => name === origin)
    .map(({ keyId }) => tree.read(paths.key(keyId)))
    .map((bytes) => (bytes === null ? null : toText(bytes)))
    .map((text) => (text === null ? null : readOrNull(() => parseVkey(text.trim()))));
  return found.filter((key) => key !== null).filter((key) => key.name === origin);
}
