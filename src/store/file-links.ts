import type { Sql } from './database.ts';
import type { FiledDeploying, FiledEntry, FiledLanding } from './store.ts';

/** In the transaction that files the terms of these entries, which follow those that are filed. */
export async function fileLinks(sql: Sql, ledger: number, entries: readonly FiledEntry[]): Promise<void> {
  await fileNames(sql, ledger, entries);
  const landings = entries.flatMap(({ index, links }) => withIndex(index, links?.landing ?? null));
  const deploying = entries.flatMap(({ index, links }) => withIndex(index, links?.deploying ?? null));
  const filed = landings.length === 0 ? [] : await fileLandings(sql, ledger, landings);
  if (deploying.length > 0) await fileDeploying(sql, ledger, deploying);
  if (filed.length > 0) await joinEarlier(sql, ledger, filed);
  await countAgain(sql, entries);
}

/** Smaller ledgers are found at once in any case. */
const LARGE = 1_024;

/**
 * Nobody counts the rows of an embedded database, and uncounted it takes whichever index comes first: a batch would take the
 * longer, the more was filed before. So they are counted each time that a ledger has doubled.
 */
async function countAgain(sql: Sql, entries: readonly FiledEntry[]): Promise<void> {
  const [from, to] = [entries[0]?.index ?? 0, (entries.at(-1)?.index ?? -1) + 1];
  if (to < LARGE || Math.floor(Math.log2(Math.max(from, 1))) === Math.floor(Math.log2(to))) return;
  await sql.query('analyze countersign.landing, countersign.deploying');
}

function withIndex<T extends object>(index: number, link: T | null): readonly (T & { readonly index: number })[] {
  return link === null ? [] : [{ index, ...link }];
}

/** Of a ledger whose entries from this size on are no longer what they were. */
export async function forgetLinks(sql: Sql, ledger: number, size: number): Promise<void> {
  await sql.query('delete from countersign.landing where ledger = $1 and index >= $2', [ledger, size]);
  await sql.query('delete from countersign.deploying where ledger = $1 and (index >= $2 or landing >= $2)', [
    ledger,
    size,
  ]);
}

async function fileNames(sql: Sql, ledger: number, entries: readonly FiledEntry[]): Promise<void> {
  const names = new Map(
    entries.flatMap(({ links }) => {
      const repository = links?.repository ?? null;
      return repository === null ? [] : [[`${repository.id} ${repository.name}`, repository] as const];
    }),
  );
  if (names.size === 0) return;
  const all = [...names.values()];
  await sql.query(
    `insert into countersign.repository_name (ledger, name, repository)
     select $1, * from unnest($2::bigint[], $3::bigint[]) on conflict do nothing`,
    [ledger, all.map(({ name }) => name), all.map(({ id }) => id)],
  );
}

type Landing = FiledLanding & { readonly index: number };

type InRun = Landing & { readonly run: number };

async function fileLandings(sql: Sql, ledger: number, landings: readonly Landing[]): Promise<readonly InRun[]> {
  const newest = await readNewest(sql, ledger, landings);
  const tips = await readTips(sql, ledger, landings);
  const filed = landings.map((landing) => {
    const { index, before, after, isCut } = landing;
    const last = newest.get(branchOf(landing));
    const goesOn = last !== undefined && !isCut && !last.isAgain && before !== null && before === last.after;
    const run = goesOn ? last.run : index;
    newest.set(branchOf(landing), { after, run, isAgain: tips.has(tipOf(landing)) });
    tips.add(tipOf(landing));
    return { ...landing, run };
  });
  await sql.query(
    `insert into countersign.landing (ledger, repository, branch, index, run, before, after, cut)
     select $1, * from unnest($2::bigint[], $3::text[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::boolean[])`,
    [
      ledger,
      landings.map(({ repository }) => repository),
      landings.map(({ branch }) => branch),
      landings.map(({ index }) => index),
      filed.map(({ run }) => run),
      landings.map(({ before }) => before),
      landings.map(({ after }) => after),
      landings.map(({ isCut }) => String(isCut)),
    ],
  );
  return filed;
}

/** The newest landing of a branch. */
interface Last {
  readonly after: string | null;
  readonly run: number;
  /** The branch had been there before: what goes on from there was built on several landings, and begins a run. */
  readonly isAgain: boolean;
}

type OfBranch = Pick<Landing, 'repository' | 'branch'>;
const branchOf = ({ repository, branch }: OfBranch): string => `${repository} ${branch}`;
const tipOf = (landing: OfBranch & Pick<Landing, 'after'>): string => `${branchOf(landing)} ${landing.after ?? ''}`;

async function readNewest(sql: Sql, ledger: number, landings: readonly Landing[]): Promise<Map<string, Last>> {
  const branches = [...new Map(landings.map((landing) => [branchOf(landing), landing])).values()];
  const rows = await sql.query<Last & OfBranch>(
    `select b.repository, b.branch, l.after, l.run, exists (
       select 1 from countersign.landing o where o.ledger = $1 and o.repository = b.repository and o.after = l.after
         and o.branch = b.branch and o.index < l.index) as "isAgain"
     from unnest($2::bigint[], $3::text[]) as b (repository, branch)
     cross join lateral (
       select after, run, index from countersign.landing
       where ledger = $1 and repository = b.repository and branch = b.branch order by index desc limit 1) l`,
    [ledger, branches.map(({ repository }) => repository), branches.map(({ branch }) => branch)],
  );
  return new Map(rows.map((row) => [branchOf(row), row]));
}

/** Those of these tips that their branches had before. */
async function readTips(sql: Sql, ledger: number, landings: readonly Landing[]): Promise<Set<string>> {
  const rows = await sql.query<OfBranch & { readonly after: string }>(
    `select distinct t.repository, t.branch, t.after
     from unnest($2::bigint[], $3::text[], $4::text[]) as t (repository, branch, after)
     cross join lateral (
       select 1 from countersign.landing
       where ledger = $1 and repository = t.repository and after = t.after and branch = t.branch limit 1) l`,
    [
      ledger,
      landings.map(({ repository }) => repository),
      landings.map(({ branch }) => branch),
      landings.map(({ after }) => after),
    ],
  );
  return new Set(rows.map(tipOf));
}

type Deploying = FiledDeploying & { readonly index: number };

async function fileDeploying(sql: Sql, ledger: number, deploying: readonly Deploying[]): Promise<void> {
  await sql.query(
    `insert into countersign.deploying (ledger, repository, environment, since, index, run, landing, stage, commit)
     select $1, d.repository, d.environment, d.since, d.index, l.run, l.landing, d.stage, d.commit
     from unnest($2::bigint[], $3::text[], $4::bigint[], $5::integer[], $6::text[], $7::text[])
       as d (repository, environment, since, index, stage, commit)
     cross join lateral (
       select -1 as run, -1 as landing
       union all
       select run, max(index) from countersign.landing
       where ledger = $1 and repository = d.repository and after = d.commit group by run) l`,
    [
      ledger,
      deploying.map(({ repository }) => repository),
      deploying.map(({ environment }) => environment),
      deploying.map(({ since }) => since),
      deploying.map(({ index }) => index),
      deploying.map(({ stage }) => stage),
      deploying.map(({ commit }) => commit),
    ],
  );
}

/**
 * What was deployed before its landing was recorded, or landed again since. Each commit is looked up by itself, because there
 * is hardly one that was: a join may look through the whole table for that.
 */
async function joinEarlier(sql: Sql, ledger: number, landings: readonly InRun[]): Promise<void> {
  await sql.query(
    `insert into countersign.deploying as t (ledger, repository, environment, since, index, run, landing, stage, commit)
     select $1, l.repository, d.environment, d.since, d.index, l.run, max(l.index), d.stage, l.after
     from unnest($2::bigint[], $3::text[], $4::integer[], $5::integer[]) as l (repository, after, index, run)
     cross join lateral (
       select environment, since, index, stage from countersign.deploying
       where ledger = $1 and repository = l.repository and commit = l.after and run = -1 offset 0) d
     group by l.repository, d.environment, d.since, d.index, l.run, d.stage, l.after
     on conflict (ledger, repository, environment, since, index, run) do update set landing = greatest(t.landing, excluded.landing)`,
    [
      ledger,
      landings.map(({ repository }) => repository),
      landings.map(({ after }) => after),
      landings.map(({ index }) => index),
      landings.map(({ run }) => run),
    ],
  );
}
