import { equalBytes, fromBase64, toText } from '../../base/bytes.ts';
import { readOrNull } from '../../base/fault.ts';
import { CatFile } from '../../git/cat-file.ts';
import { listTree } from '../../git/tree.ts';
import { openCheckpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { generationOf, ledgerBranch, paths } from '../../ledger/layout.ts';
import { parseVkey } from '../../ledger/note-key.ts';
import { type Problem, problem } from '../../ledger/problem.ts';
import type { Predecessor } from '../../ledger/verify/predecessor.ts';
import { showOutside } from '../text.ts';
import { findBranch, type LedgerSource } from './source.ts';

/** What the branch of the ledger before says, whose key was lost, where that branch is here too. */
export interface VerifiedPredecessor {
  readonly predecessor: Predecessor;
  /** The ref that was looked at; null: there is none here. */
  readonly ref: string | null;
  readonly problems: readonly Problem[];
}

const LARGEST_BYTES = 1_000_000;
const SHORT_REF = /^refs\/(?:heads|remotes\/[^/]+)\//;

/** Does the ledger before end where this one says? Its checkpoint has to be that one, by the key that was lost. */
export async function verifyPredecessor(
  source: LedgerSource,
  predecessor: Predecessor | null,
): Promise<VerifiedPredecessor | null> {
  if (predecessor === null) return null;
  const generation = generationOf(source.ref.replace(SHORT_REF, '')) ?? 1;
  const before = generation > 1 ? await findBranch(source.repository, ledgerBranch(generation - 1)) : null;
  if (before === null) return { predecessor, ref: null, problems: [] };
  const reason = await compare(before, predecessor);
  const message = `the ledger before, on ${before.ref}, ${reason ?? ''}`;
  return {
    predecessor,
    ref: before.ref,
    problems: reason === null ? [] : [problem('predecessor', message, { index: 0 })],
  };
}

/** Why the branch is not what the genesis names; null: it is. */
async function compare(branch: LedgerSource, { origin, size, root, key }: Predecessor): Promise<string | null> {
  const note = await readFile(branch, paths.checkpoint);
  if (note === null) return 'holds no checkpoint';
  const found = readOrNull(() => parseCheckpoint(note));
  if (found === null) return 'holds a checkpoint that cannot be read';
  if (found.origin !== origin) return `is ${found.origin}, and not ${origin}`;
  if (found.size !== size || !equalBytes(found.root, fromBase64(root) ?? new Uint8Array()))
    return `ends with another checkpoint: ${found.size} entries, and not ${size}, or another root`;
  const vkey = toText((await readFile(branch, paths.key(key))) ?? new Uint8Array())?.trim() ?? '';
  const signer = readOrNull(() => parseVkey(vkey));
  const isSigned = signer?.keyId === key && readOrNull(() => openCheckpoint(note, [signer])) !== null;
  return isSigned ? null : `holds no key ${key} that signed its last checkpoint`;
}

async function readFile({ repository, tip }: LedgerSource, path: string): Promise<Uint8Array | null> {
  for await (const entry of listTree(repository, tip, path)) {
    if (entry.path !== path || !entry.mode.startsWith('100')) continue;
    const cat = new CatFile(repository, LARGEST_BYTES);
    try {
      const read = await cat.read(entry.oid);
      return read.state === 'found' ? read.bytes : null;
    } finally {
      cat.close();
    }
  }
  return null;
}

export function predecessorJson(found: VerifiedPredecessor | null) {
  if (found === null) return null;
  const { origin, size, root, key } = found.predecessor;
  return { origin, size, root, key, compared: found.ref !== null };
}

export function showPredecessor(found: VerifiedPredecessor | null): readonly string[] {
  if (found === null) return [];
  const { predecessor, ref } = found;
  const compared = ref === null ? 'which is not here to be compared' : `as ${showOutside(ref)} says`;
  return [
    `before   ${showOutside(predecessor.origin)}, whose key ${showOutside(predecessor.key)} was lost, ended with ${predecessor.size} entries and the root ${predecessor.root}, ${compared}`,
  ];
}
