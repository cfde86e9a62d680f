import type { JsonObject } from '../base/json.ts';
import type { Database } from './database.ts';
import { readTogether } from './read-together.ts';
import type { Checkpoint, Evidence, Ledgers, NewestEntry, RecordedEntry } from './store.ts';

export type Archive = Pick<
  Ledgers,
  | 'checkpoint'
  | 'entries'
  | 'subtrees'
  | 'leaves'
  | 'newestOf'
  | 'everyOf'
  | 'indexOf'
  | 'onBranch'
  | 'waiting'
  | 'evidence'
  | 'evidenceOf'
>;

/** What was appended, and what waits to be, for reading. */
export function createArchive(database: Database): Archive {
  const newest = readTogether<EntryRow>(database, entriesOf('n desc limit 1'));
  const onBranch = readTogether<BranchRow>(
    database,
    `select e.index, e.bytes, c.size, c.root, l.origin, l.repository, l.owner, l.name
     from countersign.ledger l
     join countersign.entry e on e.ledger = l.id and e.id = $2 and e.index < l.published_size
     join countersign.checkpoint c on c.ledger = l.id and c.size = l.published_size
     where l.id = $1`,
  );
  const byDigest = readTogether<Evidence>(database, evidenceWhere('digest = $2'));
  const byHash = readTogether<Evidence>(
    database,
    evidenceWhere('hash = $4 and md5(subject) = md5($2) and subject = $2 and part = $3'),
  );
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
    newestOf: async (id, subject, kind) => {
      const row = await newest([id, subject, kind]);
      return row === null ? null : toEntry(row);
    },
    everyOf: async (id, subject, kind) =>
      (await database.query<EntryRow>(entriesOf('n'), [id, subject, kind])).map(toEntry),
    indexOf: async (id, entry) => {
      const [row] = await database.query<{ index: number }>(
        'select index from countersign.entry where ledger = $1 and id = $2',
        [id, entry],
      );
      return row?.index ?? null;
    },
    onBranch: async (id, entry) => {
      const row = await onBranch([id, entry]);
      if (row === null) return null;
      const { repository, owner, name, ...recorded } = row;
      return { ...recorded, repository: { id: repository, owner, name } };
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
    evidence: async (id, digest) => await byDigest([id, digest]),
    evidenceOf: async (id, subject, part, hash) => await byHash([id, subject, part, hash]),
  };
}

interface BranchRow extends Omit<RecordedEntry, 'repository'> {
  readonly repository: number;
  readonly owner: string;
  readonly name: string;
}

interface EntryRow {
  readonly index: number | null;
  readonly id: string;
  readonly n: number;
  readonly text: string;
}

/** Subjects are compared whole; their hash only finds them in the index. */
function entriesOf(order: 'n' | 'n desc limit 1'): string {
  const of = 'ledger = $1 and md5(subject) = md5($2) and subject = $2 and kind = $3';
  return `select null::bigint as index, id, n, statement as text from countersign.pending where ${of}
     union all
     select index, id, n, bytes as text from countersign.entry where ${of}
     order by ${order}`;
}

function toEntry({ text, ...entry }: EntryRow): NewestEntry {
  return { ...entry, statement: JSON.parse(text) as JsonObject };
}

function evidenceWhere(where: string): string {
  return `select digest, salt, document, subject, part, hash from countersign.evidence
     where ledger = $1 and ${where} and state not in ('unread', 'erased') limit 1`;
}
