import type { JsonObject } from '../base/json.ts';
import type { Database, Parameter } from './database.ts';
import type { Checkpoint, Evidence, Ledgers, NewestEntry } from './store.ts';

export type Archive = Pick<
  Ledgers,
  | 'checkpoint'
  | 'entries'
  | 'subtrees'
  | 'leaves'
  | 'newestOf'
  | 'everyOf'
  | 'indexOf'
  | 'waiting'
  | 'evidence'
  | 'evidenceOf'
>;

/** What was appended, and what waits to be, for reading. */
export function createArchive(database: Database): Archive {
  return {
    checkpoint: async (id, size) => {
      const [row] = await database.query<Checkpoint>(
        'select size, root, note, commit from countersign.checkpoint where ledger = $1 and size = $2',
        [id, size],
      );
      return row ?? null;
    },
    entries: async (id, from, to) =>
      await database.query(
        'select index, id, bytes from countersign.entry where ledger = $1 and index >= $2 and index < $3 order by index',
        [id, from, to],
      ),
    subtrees: async (id, level, from, to) => {
      const rows = await database.query<{ hash: string }>(
        'select hash from countersign.subtree where ledger = $1 and level = $2 and index >= $3 and index < $4 order by index',
        [id, level, from, to],
      );
      return rows.map(({ hash }) => hash);
    },
    leaves: async (id, from, to) => {
      const rows = await database.query<{ leaf: string }>(
        'select leaf from countersign.entry where ledger = $1 and index >= $2 and index < $3 order by index',
        [id, from, to],
      );
      return rows.map(({ leaf }) => leaf);
    },
    newestOf: async (id, subject, kind) =>
      (await readEntries(database, [id, subject, kind], 'n desc limit 1'))[0] ?? null,
    everyOf: async (id, subject, kind) => await readEntries(database, [id, subject, kind], 'n'),
    indexOf: async (id, entry) => {
      const [row] = await database.query<{ index: number }>(
        'select index from countersign.entry where ledger = $1 and id = $2',
        [id, entry],
      );
      return row?.index ?? null;
    },
    waiting: async (id) => {
      const rows = await database.query<{ reports: string }>(
        `select reports from countersign.pending where ledger = $1 and reports is not null
         union
         select e.reports from countersign.ledger l join countersign.entry e on e.ledger = l.id and e.index >= l.published_size
         where l.id = $1 and e.reports is not null
         order by reports`,
        [id],
      );
      return rows.map(({ reports }) => reports);
    },
    evidence: async (id, digest) => await readEvidence(database, 'digest = $2', [id, digest]),
    evidenceOf: async (id, subject, part, hash) =>
      await readEvidence(database, 'hash = $4 and md5(subject) = md5($2) and subject = $2 and part = $3', [
        id,
        subject,
        part,
        hash,
      ]),
  };
}

/** Subjects are compared whole; their hash only finds them in the index. */
async function readEntries(
  database: Database,
  parameters: readonly Parameter[],
  order: 'n' | 'n desc limit 1',
): Promise<readonly NewestEntry[]> {
  const of = 'ledger = $1 and md5(subject) = md5($2) and subject = $2 and kind = $3';
  const rows = await database.query<{ index: number | null; id: string; n: number; text: string }>(
    `select null::bigint as index, id, n, statement as text from countersign.pending where ${of}
     union all
     select index, id, n, bytes as text from countersign.entry where ${of}
     order by ${order}`,
    parameters,
  );
  return rows.map(({ text, ...entry }) => ({ ...entry, statement: JSON.parse(text) as JsonObject }));
}

async function readEvidence(
  database: Database,
  where: string,
  parameters: readonly Parameter[],
): Promise<Evidence | null> {
  const [row] = await database.query<Evidence>(
    `select digest, salt, document, subject, part, hash from countersign.evidence
     where ledger = $1 and ${where} and state not in ('unread', 'erased') limit 1`,
    parameters,
  );
  return row ?? null;
}
