import { gitBlobId } from '../../ledger/digest.ts';
import { evidenceBranchFiles, evidenceDigest, storedEvidenceFile } from '../../ledger/evidence-branch.ts';
import { paths } from '../../ledger/layout.ts';
import type { EvidenceLease, KeptEvidence } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { BranchChange, LedgerBranch } from '../ports.ts';

/** What stands on the evidence branch at a commit, beside what the database keeps. */
export interface SortedFiles {
  /** Digests that stand there as they should, and that nobody has noted as published yet. */
  readonly present: readonly string[];
  /** Published ones that are missing there, or altered. */
  readonly lost: readonly string[];
  /** Digests that the database does not know. */
  readonly unknown: readonly string[];
  /** Those that the database knows by their digest alone, and that are not there either. */
  readonly gone: readonly string[];
  /** Paths of pieces that were erased. */
  readonly erased: readonly string[];
  /** Paths that are no evidence. */
  readonly strays: readonly string[];
  /** README and attributes, where they are missing or altered. */
  readonly fixed: BranchChange['additions'];
}

/** Documents in memory at once while everything is compared. */
const PAGE = 200;

/** `head` null: there is no branch, so nothing stands there. */
export async function sortFiles(
  context: Context,
  lease: EvidenceLease,
  { branch, head }: { readonly branch: LedgerBranch; readonly head: string | null },
): Promise<SortedFiles> {
  const found = new Map(head === null ? [] : await branch.files(head));
  const sorted = { present: [] as string[], lost: [] as string[], gone: [] as string[], erased: [] as string[] };
  for (let after = ''; ; ) {
    const page = await context.store.evidence.list(lease, after, PAGE);
    for (const piece of page) {
      const { path } = storedEvidenceFile(piece);
      sort(piece, { path, blob: found.get(path), head: head ?? '', into: sorted });
      found.delete(path);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.digest;
  }
  const fixed = evidenceBranchFiles().filter(({ path, bytes }) => found.get(path) !== gitBlobId(bytes, head ?? ''));
  const rest = [...found.keys()].filter((path) => path !== paths.readme && path !== paths.attributes);
  const unknown = rest.map(evidenceDigest).filter((digest) => digest !== null);
  return { ...sorted, unknown, strays: rest.filter((path) => evidenceDigest(path) === null), fixed };
}

interface Sorting {
  readonly path: string;
  /** What stands at the path. */
  readonly blob: string | undefined;
  readonly head: string;
  readonly into: Readonly<Record<'present' | 'lost' | 'gone' | 'erased', string[]>>;
}

function sort(piece: KeptEvidence, { path, blob, head, into }: Sorting): void {
  const { digest, state } = piece;
  if (state === 'erased') {
    if (blob !== undefined) into.erased.push(path);
    return;
  }
  if (state === 'unread') {
    if (blob === undefined) into.gone.push(digest);
    return;
  }
  const isHeld = blob !== undefined && blob === gitBlobId(storedEvidenceFile(piece).bytes, head);
  if (isHeld && state !== 'published') into.present.push(digest);
  if (!isHeld && state === 'published') into.lost.push(digest);
}
