import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileEntries } from '../../src/app/archive/file-entries.ts';
import { queryArchive } from '../../src/app/control/query-archive.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { EntryFilter } from '../../src/ledger/entry-filter.ts';
import type { Database } from '../../src/store/database.ts';
import { buildStore, openDatabase, type StorePlace } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { entryAt, timeOf } from '../ledger/sample.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Figure, median } from './figure.ts';

const ENTRIES = 1_000_000;
/** As many people as a large organisation has; one of them did everything else. */
const PEOPLE = 1_000;
const LIMIT = 50;
const ROUNDS = 20;

/** `query --limit 50` by person and by time on an archive of a million entries, in both databases. */
export async function measureArchive(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const server = await startPostgres();
  try {
    return [
      ...(await measureIn('PGlite', { directory: join(folder, 'data') })),
      ...(await measureIn('PostgreSQL', { url: await server.createDatabase() })),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(name: string, place: StorePlace): Promise<readonly Figure[]> {
  const options = { log: silentLog, clock: systemClock };
  const database = await openDatabase({ ...place, ...options });
  const store = await buildStore(database, options);
  try {
    await fill(database, store);
    const began = performance.now();
    await fileEntries({ store });
    const rate = ((ENTRIES * 1_000) / (performance.now() - began)).toFixed(0);
    await database.script('analyze countersign.entry, countersign.entry_term');
    const figures: Figure[] = [];
    for (const [what, filters] of Object.entries(questions())) {
      const took: number[] = [];
      for (const filter of filters) took.push(await timed(store, filter));
      figures.push({
        name: `archive query by ${what}, ${name}`,
        value: median(took),
        unit: 'ms',
        reach: { is: '≤', value: 50 },
        how: `${LIMIT} of ${ENTRIES} entries, median of ${took.length}, longest ${Math.max(...took).toFixed(1)}; filed at ${rate}/s`,
      });
    }
    return figures;
  } finally {
    await store.close();
  }
}

function questions(): Readonly<Record<string, readonly Partial<EntryFilter>[]>> {
  const at = (round: number): number => Math.floor(((round + 1) * ENTRIES) / (ROUNDS + 2));
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  return {
    'one person of many': rounds.map((round) => ({ actor: String(1 + ((round * 37) % PEOPLE)) })),
    'the busiest person': rounds.map(() => ({ actor: '7' })),
    time: rounds.map((round) => ({ since: timeOf(at(round)), until: timeOf(at(round + 1)) })),
    'person and result': rounds.map((round) => ({ actor: String(1 + ((round * 37) % PEOPLE)), result: 'allow' })),
  };
}

async function timed(store: Store, filter: Partial<EntryFilter>): Promise<number> {
  const began = performance.now();
  let found = 0;
  for await (const _ of queryArchive({ store }, { filter: { ...filter }, limit: LIMIT })) found += 1;
  // The first item says what the archive holds.
  if (found !== LIMIT + 1) throw new Error(`${found - 1} entries were found for ${JSON.stringify(filter)}`);
  return performance.now() - began;
}

/** Decisions of 1.4 kB as the database would hold them; the hashes are nobody's business here. */
async function fill(database: Database, store: Store): Promise<void> {
  const repository = { id: 22, owner: 'acme', name: 'shop' };
  const origin = 'github.com/acme/shop';
  const { id } = await store.ledgers.open({ installation: 11, repository, origin, branch: 'countersign/ledger' });
  const template = templateOf();
  const step = 20_000;
  for (let from = 0; from < ENTRIES; from += step) {
    await database.query(
      `insert into countersign.entry (ledger, index, id, kind, n, subject, bytes, leaf)
       select $1, i, md5(i::text), 'decision', 1, md5(i::text),
         replace(replace(replace(replace(replace($2, '@COMMIT@', md5(i::text) || '01234567'), '@NUMBER@', (1 + i / 6)::text),
           '@ACTOR@', (case when i % 2 = 0 then 7 else 1 + (i / 2) % ${PEOPLE} end)::text),
           '@VERDICT@', case when i % 3 = 0 then 'allow' else 'deny' end),
           '@TIME@', to_char(timestamptz '2026-11-21T12:00:00Z' at time zone 'UTC' + i * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
         md5(i::text)
       from generate_series($3::bigint, $4::bigint) as i`,
      [id, template, from, Math.min(from + step, ENTRIES) - 1],
    );
  }
  await database.query('update countersign.ledger set decided_size = $2, published_size = $2 where id = $1', [
    id,
    ENTRIES,
  ]);
}

function templateOf(): string {
  const index = 4;
  const { bytes, statement } = entryAt(index);
  const [subject] = statement['subject'] as unknown as readonly { digest: { gitCommit: string } }[];
  return Buffer.from(bytes)
    .toString('utf8')
    .replaceAll(subject?.digest.gitCommit ?? '', '@COMMIT@')
    .replaceAll(`refs/pull/${index}/`, 'refs/pull/@NUMBER@/')
    .replaceAll('"actor":{"id":7', '"actor":{"id":@ACTOR@')
    .replaceAll('"verdict":"deny"', '"verdict":"@VERDICT@"')
    .replaceAll(`"time":"${timeOf(index)}"`, '"time":"@TIME@"');
}
