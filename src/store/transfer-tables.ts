/**
 * What an export carries. In this order an import inserts it: what refers to a row comes after that row's table. A table of
 * a later migration stands here or among those that are left (a test compares).
 */
export const carriedTables = [
  'delivery',
  'push',
  'push_commit',
  'subject',
  'subject_webhook',
  'public_check',
  'memory',
  'backlog',
  'ledger',
  'ledger_home',
  'pending',
  'entry',
  'subtree',
  'checkpoint',
  'evidence',
  'evidence_branch',
  'cosignature',
  'witness',
  'witnessed',
] as const;

export type CarriedTable = (typeof carriedTables)[number];

/** What it leaves, and why. */
export const leftTables: Readonly<Record<string, string>> = {
  migration: 'an import migrates the database itself',
  report_lease: 'nobody works any more under the leases of before',
  budget: 'worth nothing after an hour',
  backlog_pace: 'of the last minute',
  entry_term: 'made of the entries again, and larger than they are',
  repository_name: 'made of the entries again',
  landing: 'made of the entries again',
  deploying: 'made of the entries again',
  terms_written: 'how far these four are made',
};

/** Their rows may be megabytes; so many of them at most are in memory at a time. */
const LARGE_ROWS: Readonly<Partial<Record<CarriedTable, number>>> = { delivery: 8, evidence: 64, subject: 200 };
const ROWS_AT_ONCE = 1000;

export function rowsAtOnce(table: CarriedTable): number {
  return LARGE_ROWS[table] ?? ROWS_AT_ONCE;
}

export function isCarried(table: string): table is CarriedTable {
  return (carriedTables as readonly string[]).includes(table);
}
