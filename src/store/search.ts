import { Fault } from '../base/fault.ts';
import type { Database, Parameter } from './database.ts';
import { fileLinks } from './file-links.ts';
import type { ArchivedLedger, EntryQuestion, EntrySearch, FiledEntry, FoundEntry, Unfiled } from './store.ts';

export function createSearch(database: Database): EntrySearch {
  return {
    behind: async (limit) =>
      await database.query<Unfiled>(
        `select l.id as ledger, coalesce(w.size, 0) as from, l.decided_size as size
         from countersign.ledger l left join countersign.terms_written w on w.ledger = l.id
         where l.decided_size > coalesce(w.size, 0) order by l.decided_size - coalesce(w.size, 0), l.id limit $1`,
        [limit],
      ),
    file: async (ledger, from, entries) => await fileEntries(database, { ledger, from, entries }),
    find: async (question) => await findEntries(database, question),
    ledger: async (origin) => {
      const [row] = await database.query<ArchivedLedger>(
        'select id, decided_size as size from countersign.ledger where origin = $1',
        [origin],
      );
      return row ?? null;
    },
    extent: async () => {
      const [row] = await database.query<{ ledgers: number; entries: number }>(
        'select count(*) as ledgers, coalesce(sum(decided_size), 0)::bigint as entries from countersign.ledger',
      );
      return row ?? { ledgers: 0, entries: 0 };
    },
  };
}

interface Filing {
  readonly ledger: number;
  readonly from: number;
  readonly entries: readonly FiledEntry[];
}

/** The row of the ledger is the fence: whoever comes second finds another size there, and files nothing. */
async function fileEntries(database: Database, { ledger, from, entries }: Filing): Promise<boolean> {
  const rows = entries.flatMap(({ index, time, terms }) => terms.map((term) => ({ index, time, term })));
  return await database.transaction(async (sql) => {
    await sql.query(
      'insert into countersign.terms_written (ledger, size) values ($1, 0) on conflict (ledger) do nothing',
      [ledger],
    );
    const moved = await sql.query(
      'update countersign.terms_written set size = $3 where ledger = $1 and size = $2 returning ledger',
      [ledger, from, from + entries.length],
    );
    if (moved.length === 0) return false;
    await sql.query(
      `insert into countersign.entry_term (term, time, ledger, index)
       select t.term, t.time, $1, t.index from unnest($2::bigint[], $3::bigint[], $4::integer[]) as t (term, time, index)`,
      [ledger, rows.map(({ term }) => term), rows.map(({ time }) => time), rows.map(({ index }) => index)],
    );
    await fileLinks(sql, ledger, entries);
    return true;
  });
}

/** Beyond so many, it does not matter which of two terms is the rarer one. */
const MANY = 2_000;

/**
 * The rarest term is walked from its newest entry on, which is one range of the primary key, and what else is asked for is
 * looked up for each entry on the way.
 */
async function findEntries(database: Database, question: EntryQuestion): Promise<readonly FoundEntry[]> {
  const { since, until, after, limit } = question;
  const lists = question.terms.map((anyOf) => [...new Set(anyOf)]);
  const walked = await findRarest(
    database,
    lists.flatMap(([term, ...others]) => (term === undefined || others.length > 0 ? [] : [term])),
  );
  const parameters: Parameter[] = [];
  const add = (value: Parameter): string => `$${parameters.push(value)}`;
  const conditions = [
    `t.term = ${add(walked)}`,
    ...(since === null ? [] : [`t.time >= ${add(since)}`]),
    ...(until === null ? [] : [`t.time < ${add(until)}`]),
    ...(after === null
      ? []
      : [`(t.time, t.ledger, t.index) < (${add(after.time)}, ${add(after.ledger)}, ${add(after.index)})`]),
    ...lists
      .filter((anyOf) => !anyOf.includes(walked))
      .map(
        (anyOf) => `exists (select 1 from countersign.entry_term o
           where o.term = any(${add(anyOf)}::bigint[]) and o.time = t.time and o.ledger = t.ledger and o.index = t.index)`,
      ),
  ];
  return await database.query<FoundEntry>(
    `select f.time, f.ledger, f.index, l.origin, e.bytes from (
       select t.time, t.ledger, t.index from countersign.entry_term t where ${conditions.join(' and ')}
       order by t.time desc, t.ledger desc, t.index desc limit ${add(limit)}) f
     join countersign.entry e on e.ledger = f.ledger and e.index = f.index
     join countersign.ledger l on l.id = f.ledger
     order by f.time desc, f.ledger desc, f.index desc`,
    parameters,
  );
}

/** Of several terms the one with the fewest entries: each is counted as far as it matters. */
async function findRarest(database: Database, terms: readonly number[]): Promise<number> {
  const [only, ...others] = terms;
  if (only === undefined) throw new Fault('internal.bug', 'a search without a single term to walk along');
  if (others.length === 0) return only;
  const counted = await Promise.all(
    terms.map(async (term) => {
      const [row] = await database.query<{ count: number }>(
        `select count(*) from (select 1 from countersign.entry_term where term = $1 limit ${MANY}) t`,
        [term],
      );
      return { term, count: row?.count ?? 0 };
    }),
  );
  return counted.reduce((rarest, each) => (each.count < rarest.count ? each : rarest)).term;
}
