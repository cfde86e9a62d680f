import { createHash } from 'node:crypto';
import { type Clock, HOUR } from '../base/clock.ts';
import { asFault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { createBacklog } from './backlog.ts';
import { type Boss, bossTables, QUEUE_SETTINGS, QUEUES, startBoss } from './boss.ts';
import { createBudgets } from './budgets.ts';
import type { Database } from './database.ts';
import { type Beginning, openPglite, type PglitePlace } from './databases/pglite-open.ts';
import { openPostgres } from './databases/postgres.ts';
import { checkServer } from './databases/postgres-version.ts';
import { createDeliveries, forgetOldDeliveries } from './deliveries.ts';
import { createErasure } from './erasure.ts';
import { createEvidenceShelf } from './evidence.ts';
import { createGauges } from './gauges.ts';
import { createHomes } from './homes.ts';
import { createJobs } from './jobs.ts';
import { createLeases } from './leases.ts';
import { createLedgers } from './ledgers.ts';
import { createLinks } from './links.ts';
import { createMemory } from './memory.ts';
import { migrate, migrations } from './migrate.ts';
import { createPushes } from './pushes.ts';
import { createJobDoor, createQueue, handBackOrphans } from './queue.ts';
import { releaseLeases } from './release-leases.ts';
import { createReports } from './reports.ts';
import { createSearch } from './search.ts';
import type { Store } from './store.ts';
import { createSubjects } from './subjects.ts';
import { createTransfer } from './transfer-export.ts';
import { createTurns } from './turns.ts';
import { createWitnesses } from './witnesses.ts';

/** `url`: a PostgreSQL server. `directory`: the embedded database there. `memory`: one that ends with the process. */
export type StorePlace = { readonly url: string } | PglitePlace;

export type StoreOptions = StorePlace & { readonly log: Log; readonly clock: Clock };

/**
 * Opens the database, brings it to the newest form and starts the queue. Throws `store.unavailable`, `store.unsupported`,
 * `store.version`, and for a directory `config.data-directory-locked` or `config.invalid`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log, clock } = options;
  const database = await openDatabase(options);
  try {
    return await buildStore(database, { log, clock });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The database alone, as `openStore` opens it: one in memory has everything in it that `buildStore` would make. */
export async function openDatabase(options: StoreOptions): Promise<Database> {
  const { log, clock } = options;
  if ('url' in options) return await openServer(options.url, log);
  return await openPglite(options, { log, clock, beginning: 'memory' in options ? prepared(log) : null });
}

async function openServer(url: string, log: Log): Promise<Database> {
  const database = openPostgres(url, log);
  try {
    await checkServer(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Making the tables takes a second, and tests open hundreds of databases. The name changes with what is made. */
function prepared(log: Log): Beginning {
  const made = JSON.stringify([migrations, bossTables(), QUEUES, QUEUE_SETTINGS]);
  return {
    name: createHash('sha256').update(made).digest('hex').slice(0, 16),
    fill: async (database) => {
      await migrate(database, log);
      await (await startBoss(database, log)).stop();
    },
  };
}

/** The store on an open database, which it closes. */
export async function buildStore(
  database: Database,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<Store> {
  await migrate(database, log);
  const boss = await startBoss(database, log);
  const jobs = createJobs(boss, clock);
  try {
    // The one process that can open this database was not running a moment ago: nobody holds anything.
    if (database.kind === 'pglite') await takeOver(database, { boss, jobs });
  } catch (error) {
    await boss.stop();
    throw error;
  }
  const queue = createQueue({ database, boss, jobs, log });
  const housekeeping = startHousekeeping(database, { log, clock });
  return {
    deliveries: createDeliveries(database, jobs),
    subjects: createSubjects(database, jobs),
    backlog: createBacklog(database, jobs),
    ledgers: createLedgers(database, jobs),
    homes: createHomes(database, jobs),
    evidence: createEvidenceShelf(database),
    search: createSearch(database),
    links: createLinks(database),
    erasure: createErasure(database, jobs),
    witnesses: createWitnesses(database, jobs),
    reports: createReports(database),
    pushes: createPushes(database),
    memory: createMemory(database),
    leases: createLeases(database),
    turns: createTurns(database),
    budgets: createBudgets(database),
    gauges: createGauges(database),
    transfer: createTransfer(database),
    queue,
    jobs: createJobDoor({ database, boss, jobs }),
    handBack: async (owner) => await releaseLeases(database, owner),
    onLost: (act) => boss.onLost(act),
    now: async () => (await database.query<{ now: number }>('select countersign.clock() as now'))[0]?.now ?? 0,
    close: async () => {
      clearInterval(housekeeping);
      await queue.stop(0);
      await boss.stop();
      await database.close();
    },
  };
}

async function takeOver(
  database: Database,
  parts: { readonly boss: Boss; readonly jobs: ReturnType<typeof createJobs> },
): Promise<void> {
  await releaseLeases(database, null);
  await handBackOrphans({ database, ...parts });
}

function startHousekeeping(
  database: Database,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): NodeJS.Timeout {
  const timer = setInterval(() => {
    forgetOldDeliveries(database, clock.now()).catch((error: unknown) => {
      log.warn({ error: asFault(error).message }, 'Old deliveries could not be forgotten');
    });
  }, HOUR);
  return timer.unref();
}
