import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileEntries } from '../../src/app/archive/file-entries.ts';
import { traceArchive } from '../../src/app/control/trace-archive.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { silentLog } from '../../src/base/log.ts';
import { buildStore, openDatabase, type StorePlace } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Figure, median } from './figure.ts';
import { changeAt, commitAt, deploymentAt, fillTraced, TRACED_ORIGIN } from './trace/fill.ts';

const ENTRIES = Number(process.env['BENCH_TRACED'] ?? 1_000_000);
const ROUNDS = 9;

/** `trace` and its like on the archive of a ledger of a million entries, in both databases. */
export async function measureTrace(): Promise<readonly Figure[]> {
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
    await fillTraced(database, store, ENTRIES);
    const began = performance.now();
    await fileEntries({ store });
    const rate = ((ENTRIES * 1_000) / (performance.now() - began)).toFixed(0);
    const figures: Figure[] = [];
    for (const [what, questions] of Object.entries(questionsOf())) {
      const took: number[] = [];
      for (const question of questions) took.push(await timed(store, question));
      figures.push({
        name: `archive trace of ${what}, ${name}`,
        value: median(took),
        unit: 'ms',
        reach: { is: '≤', value: 100 },
        how: `among ${ENTRIES} entries, median of ${took.length}, longest ${Math.max(...took).toFixed(1)}; filed at ${rate}/s`,
      });
    }
    return figures;
  } finally {
    await store.close();
  }
}

/** From everywhere in the ledger: the older it is, the more was deployed since. */
function questionsOf(): Readonly<Record<string, readonly JsonObject[]>> {
  const places = Array.from({ length: ROUNDS }, (_, round) => Math.floor(((round + 1) * ENTRIES) / (ROUNDS + 1)));
  const story = (asked: JsonObject): JsonObject => ({ is: 'story', asked });
  return {
    'a commit': places.map((at) => story({ is: 'commit', prefix: commitAt(at).slice(0, 12) })),
    'a pull request': places.map((at) => story({ is: 'change', number: changeAt(at) })),
    'a deployment': places.map((at) => story({ is: 'deployment', id: deploymentAt(at) })),
    environments: places.map(() => ({ is: 'running', environment: null, at: null })),
    'what may ship': places.map((at) => ({ is: 'shipping', shipped: { is: 'commit', prefix: commitAt(at) } })),
  };
}

async function timed(store: Store, question: JsonObject): Promise<number> {
  const began = performance.now();
  let items = 0;
  for await (const _ of traceArchive({ store }, { origin: TRACED_ORIGIN, question, repository: null })) items += 1;
  // The first says how large the ledger is.
  if (items < 2) throw new Error(`nothing was found for ${JSON.stringify(question)}`);
  return performance.now() - began;
}
