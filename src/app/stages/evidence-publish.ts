import { MINUTE } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { evidenceBranchFiles, evidenceMessage, storedEvidenceFile } from '../../ledger/evidence-branch.ts';
import type { EvidenceLease, KeptEvidence } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { BranchChange, LedgerBranch } from '../ports.ts';
import { type FlushPace, untilNext } from './pace.ts';

/** In one commit; GitHub ends a request that takes ten seconds (github-facts 1a). One larger document goes alone. */
const BATCH = { pieces: 400, bytes: 500_000 } as const;
/** Commits that are tried in one go: enough to find one refused piece among a batch, by halves. */
const MOST_TRIES = 24;
const PAUSE = MINUTE;

export interface EvidencePublishing {
  readonly context: Context;
  readonly pace: FlushPace;
  readonly branch: LedgerBranch;
}

export interface PublishedEvidence {
  readonly lease: EvidenceLease;
  /** Milliseconds until the next may go; null: none waits. */
  readonly wait: number | null;
}

/** What waits goes to the branch, oldest first, as many commits as the hour allows. The lease's head is where the branch is. */
export async function publishEvidence(
  publishing: EvidencePublishing,
  taken: EvidenceLease,
): Promise<PublishedEvidence> {
  const { context, pace } = publishing;
  const tries = { left: MOST_TRIES };
  for (let lease = taken; ; ) {
    const batch = await context.store.evidence.next(lease, 'waiting', BATCH);
    if (batch.length === 0) return { lease, wait: null };
    const wait = pace.waitForEvidence(lease.ledger.installation, context.clock.now());
    if (wait > 0) return { lease, wait };
    if (tries.left === 0) return { lease, wait: untilNext(PAUSE, context.clock.now()) };
    if (lease.head === null) lease = await giveBirth(publishing, lease);
    lease = await publishBatch({ ...publishing, tries }, lease, batch);
  }
}

/** With nothing of the evidence: what GitHub refuses must not keep the branch from being. */
async function giveBirth({ context, pace, branch }: EvidencePublishing, lease: EvidenceLease): Promise<EvidenceLease> {
  pace.evidenceWent(lease.ledger.installation, context.clock.now());
  const head = await branch.birth({
    additions: evidenceBranchFiles(),
    deletions: [],
    message: evidenceMessage('born'),
  });
  return await markPublished(context, lease, { head, batch: [] });
}

/** GitHub takes all of a commit or nothing: a batch that it refuses is halved until what it refuses stands alone. */
async function publishBatch(
  publishing: EvidencePublishing & { readonly tries: { left: number } },
  lease: EvidenceLease,
  batch: readonly KeptEvidence[],
): Promise<EvidenceLease> {
  const { context, pace, branch, tries } = publishing;
  if (tries.left === 0 || lease.head === null) return lease;
  tries.left -= 1;
  pace.evidenceWent(lease.ledger.installation, context.clock.now());
  try {
    const head = await branch.commit({ ...changeOf(batch), expectedHead: lease.head });
    return await markPublished(context, lease, { head, batch });
  } catch (error) {
    if (!isFault(error, 'github.content-refused')) throw error;
    if (batch.length === 1) return await withhold(context, lease, batch);
  }
  const half = Math.ceil(batch.length / 2);
  const after = await publishBatch(publishing, lease, batch.slice(0, half));
  return await publishBatch(publishing, after, batch.slice(half));
}

function changeOf(batch: readonly KeptEvidence[]): BranchChange {
  return {
    additions: batch.map(storedEvidenceFile),
    deletions: [],
    message: evidenceMessage('added', batch.length),
  };
}

async function markPublished(
  context: Context,
  lease: EvidenceLease,
  { head, batch }: { readonly head: string; readonly batch: readonly KeptEvidence[] },
): Promise<EvidenceLease> {
  const digests = batch.map(({ digest }) => digest);
  const at = context.clock.now();
  await context.store.evidence.publish(lease, { head, at, digests, purged: false, tidied: false });
  return { ...lease, head, publishedAt: at };
}

/** It stays in the database. Not tried again: what looks like a secret will look like one tomorrow. */
async function withhold(
  context: Context,
  lease: EvidenceLease,
  [piece]: readonly KeptEvidence[],
): Promise<EvidenceLease> {
  if (piece === undefined) return lease;
  await context.store.evidence.withhold(lease, piece.digest);
  const { ledger, digest, subject, part } = piece;
  context.log.warn(
    { ledger, evidence: digest, subject, part },
    'A piece of evidence is withheld: GitHub takes it for a secret',
  );
  return lease;
}
