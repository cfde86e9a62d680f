/**
 * What a check run's `external_id` says, for us to read back: the subject it was written for and the ledger's size and
 * root at that moment. Only the app that made a run can write it, so it survives the loss of the database.
 */
export interface ExternalId {
  readonly subject: string;
  readonly size: number;
  readonly root: string; // base64
}

export function formatExternalId(
  subject: string,
  record: { readonly size: number; readonly root: string } | null,
): string {
  return record === null ? subject : `${subject} ${record.size} ${record.root}`;
}

/** Null: it names no root (nothing was recorded yet), or another program wrote it. */
export function readExternalId(text: string): ExternalId | null {
  const [, subject, size, root] = /^(\S+) (\d{1,15}) ([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (subject === undefined || size === undefined || root === undefined) return null;
  return { subject, size: Number(size), root };
}
