import { toBase64 } from '../../base/bytes.ts';
import { SECOND } from '../../base/clock.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { isEvidenceFile, parseEvidence } from '../../ledger/evidence.ts';
import { paths } from '../../ledger/layout.ts';
import type { Evidence, EvidenceLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { untilNext } from './pace.ts';
import { sayRepair } from './repair.ts';

/** One request each: a database that lost everything reads a few at a time, and decides meanwhile. */
const MOST_READ = 20;
const PAUSE = 30 * SECOND;

type Content = Pick<Evidence, 'salt' | 'document' | 'hash'>;

/** Reads back pieces that only the branch has. Returns milliseconds until the next may be read; null: none is left. */
export async function readLostEvidence(
  context: Context,
  lease: EvidenceLease,
  branch: LedgerBranch,
): Promise<number | null> {
  const { head } = lease;
  if (head === null) return null;
  const unread = await context.store.evidence.next(lease, 'unread', { pieces: MOST_READ, bytes: 1 });
  for (const { digest } of unread) {
    const bytes = await branch.read(head, paths.evidence(digest));
    // It stood there when the branch was listed. Where GitHub shows the repository no more, this throws, and nothing is known.
    if (bytes === null) await branch.head();
    const content = readContent(digest, bytes);
    if (content === null) {
      context.log.error(
        { ledger: lease.ledger.id, evidence: digest },
        'A piece of evidence on the branch is not what its name says, and the database does not have it',
      );
      // Nobody but a stranger writes that, whoever made the commit that it came with.
      await sayRepair(context, lease.ledger, {
        code: 'evidence.changed',
        before: head,
        found: head,
        commits: [],
        restored: 0,
      });
    }
    await context.store.evidence.adopt(lease, digest, content);
  }
  return unread.length < MOST_READ ? null : untilNext(PAUSE, context.clock.now());
}

/** Null: these bytes are not the piece with this digest. Anybody may have written them. */
export function readContent(digest: string, bytes: Uint8Array | null): Content | null {
  if (bytes === null || !isEvidenceFile(digest, bytes)) return null;
  const { salt, document } = parseEvidence(bytes);
  const text = canonicalize(document);
  return { salt: toBase64(salt), document: text, hash: sha256Hex(text) };
}
