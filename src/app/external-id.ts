import { sha256Hex } from '../ledger/digest.ts';

/**
 * What a check run's `external_id` says, for us to read back: the subject it was written for, and which ledger recorded it
 * with what size and root at that moment. Only the app that made a run can write it, so it survives the loss of the
 * database.
 */
export interface ExternalId {
  readonly subject: string;
  readonly size: number;
  readonly root: string; // base64
  /** As `ledgerMark` has it; null: the ledger of the subject's own repository, as the app wrote it at first. */
  readonly ledger: string | null;
}

/** A ledger in few characters. */
export function ledgerMark(origin: string): string {
  return sha256Hex(origin).slice(0, 16);
}

export function formatExternalId(
  subject: string,
  record: { readonly size: number; readonly root: string; readonly origin: string } | null,
): string {
  return record === null ? subject : `${subject} ${record.size} ${record.root} ${ledgerMark(record.origin)}`;
}

/** Null: it names no root (nothing was recorded yet), or another program wrote it. */
export function readExternalId(text: string): ExternalId | null {
  const [, subject, size, root, ledger] =
    /^(\S+) (\d{1,15}) ([A-Za-z0-9+/]{43}=)(?: ([0-9a-f]{16}))?$/.exec(text) ?? [];
  if (subject === undefined || size === undefined || root === undefined) return null;
  return { subject, size: Number(size), root, ledger: ledger ?? null };
}
