import type { Json } from '../base/json.ts';
import type { Database, Parameter } from './database.ts';
import { compact } from './erasure-compact.ts';
import { forgetRows } from './erasure-forget.ts';
import { findRemains, toPattern } from './erasure-remains.ts';
import type { Jobs } from './jobs.ts';
import type {
  ErasableTable,
  Erasure,
  EvidencePlace,
  EvidenceSearch,
  HeldEntries,
  HeldRow,
  KeptEvidence,
  UnreadEvidence,
} from './store.ts';

export function createErasure(database: Database, jobs: Jobs): Erasure {
  return {
    evidence: async (search) => await findEvidence(database, search),
    evidenceOf: async (subjects) =>
      await database.query<EvidencePlace>(
        `select ledger, digest from countersign.evidence where subject = any($1::text[]) and ${IS_HERE} order by ledger, digest`,
        [subjects],
      ),
    unread: async () =>
      await database.query<UnreadEvidence>(
        `select l.origin, e.digest from countersign.evidence e join countersign.ledger l on l.id = e.ledger
         where e.state = 'unread' order by e.ledger, e.digest`,
      ),
    entries: async (words) => await findEntries(database, words),
    rows: async (table, texts) => await findRows(database, table, texts),
    forget: async (table, rows) => await forgetRows(database, jobs, { table, rows }),
    remains: async (words) => await findRemains(database, words),
    compact: async () => await compact(database),
  };
}

const IS_HERE = `state not in ('unread', 'erased')`;

/** Does the text in the column hold one of the texts of `$1`, in any case? */
const holds = (column: string): string =>
  `exists (select 1 from unnest($1::text[]) as s (text) where position(lower(s.text) in lower(${column})) > 0)`;

/** Documents in one statement: as many as are read long before it may take too long, however large they are. */
const WINDOW = 10_000;
const FIRST: EvidencePlace = { ledger: 0, digest: '' };

async function findEvidence(
  database: Database,
  { texts, after, limit }: EvidenceSearch,
): Promise<readonly KeptEvidence[]> {
  const found: KeptEvidence[] = [];
  let from = after ?? FIRST;
  while (found.length < limit) {
    const to = await endOfWindow(database, from);
    if (to === null) return found;
    const rows = await database.query<KeptEvidence>(
      `select ledger, digest, salt, document, subject, part, hash, state from countersign.evidence
       where ${IS_HERE} and (ledger, digest) > ($2::bigint, $3::text) and (ledger, digest) <= ($4::bigint, $5::text)
         and ${holds('document')}
       order by ledger, digest limit $6`,
      [texts, from.ledger, from.digest, to.ledger, to.digest, limit - found.length],
    );
    found.push(...rows);
    from = to;
  }
  return found;
}

/** Null: there is nothing behind it. */
async function endOfWindow(database: Database, { ledger, digest }: EvidencePlace): Promise<EvidencePlace | null> {
  const [last] = await database.query<EvidencePlace>(
    `select ledger, digest from (
       select ledger, digest from countersign.evidence where (ledger, digest) > ($1::bigint, $2::text)
       order by ledger, digest limit ${WINDOW}) w
     order by ledger desc, digest desc limit 1`,
    [ledger, digest],
  );
  return last ?? null;
}

/** A million entries are looked through in pieces, none of which takes as long as a statement may. */
const RANGE = 50_000;

async function findEntries(database: Database, words: readonly string[]): Promise<readonly HeldEntries[]> {
  if (words.length === 0) return [];
  const pattern = toPattern(words);
  const ledgers = await database.query<{ id: number; origin: string; size: number }>(
    'select id, origin, decided_size as size from countersign.ledger order by id',
  );
  const found: HeldEntries[] = [];
  for (const { id, origin, size } of ledgers) {
    const count = async (rest: string, parameters: readonly Parameter[]): Promise<number> =>
      (await database.query<{ count: number }>(`select count(*) from ${rest}`, [id, pattern, ...parameters]))[0]
        ?.count ?? 0;
    let entries = await count('countersign.pending where ledger = $1 and statement ~* $2', []);
    for (let from = 0; from < size; from += RANGE)
      entries += await count('countersign.entry where ledger = $1 and bytes ~* $2 and index >= $3 and index < $4', [
        from,
        from + RANGE,
      ]);
    if (entries > 0) found.push({ origin, entries });
  }
  return found;
}

interface Table {
  readonly from: string;
  readonly key: readonly string[];
  readonly value: string;
  readonly open?: string;
}

/** Where a person may stand beside entries and evidence, and what of the row may hold them. */
const TABLES: Readonly<Record<ErasableTable, Table>> = {
  subject: {
    from: 'countersign.subject',
    key: ['key'],
    value: 'verdict',
    open: 'open',
  },
  push: { from: 'countersign.push', key: ['id::text'], value: `json_build_array(pusher::json, ref)::text` },
  delivery: {
    from: 'countersign.delivery',
    key: ['id::text'],
    // What waits to be dispatched is dispatched before; what failed keeps its payload.
    value: `case when dispatched_at is null then null else json_build_array(payload, failed)::text end`,
  },
  memory: { from: 'countersign.memory', key: ['scope', 'key'], value: `json_build_array(key, value::json)::text` },
  job: {
    from: 'countersign_jobs.job',
    key: ['name', 'id::text'],
    // Whose command it was stands in the data; what waits still is worked on.
    value: `case when state = 'failed' then json_build_array(data, output) else output::json end::text`,
  },
};

async function findRows(
  database: Database,
  table: ErasableTable,
  texts: readonly string[],
): Promise<readonly HeldRow[]> {
  const { from, key, value, open = 'false' } = TABLES[table];
  const rows = await database.query<{ key: readonly string[]; value: string; open: boolean }>(
    `select array[${key.join(', ')}] as key, ${value} as value, ${open} as open from ${from}
     where ${value} is not null and ${holds(value)} order by 1`,
    [texts],
  );
  return rows.map((row) => ({ key: row.key, value: JSON.parse(row.value) as Json, isOpen: row.open }));
}
