import { systemClock } from '../../src/base/clock.ts';
import type { Json } from '../../src/base/json.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { buildStore, openDatabase } from '../../src/store/open-store.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { beginDatabase } from '../whole/begun-database.ts';
import { hastenDatabase } from './fast-database.ts';
import type { FastTime } from './pace.ts';

/** The database of a run, prepared, with its clock made fast. */
export interface Place {
  /** Null: embedded, in the data directory. */
  readonly url: string | null;
  /** For whoever looks into it; the embedded one only while no process of the app runs. */
  look<T>(act: (database: Database) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export async function preparePostgres(time: FastTime): Promise<Place> {
  const server = await startPostgres();
  const url = await server.createDatabase();
  const options = { log: silentLog, clock: systemClock };
  const store = await buildStore(await openDatabase({ url, ...options }), options);
  await store.close();
  const database = await openDatabase({ url, ...options });
  await hastenDatabase(database, time);
  return {
    url,
    look: async (act) => await act(database),
    stop: async () => {
      await database.close();
      await server.stop();
    },
  };
}

export async function preparePglite(data: string, time: FastTime): Promise<Place> {
  await beginDatabase(data);
  const look: Place['look'] = async (act) => {
    const database = await openDatabase({ directory: data, log: silentLog, clock: systemClock });
    try {
      return await act(database);
    } finally {
      await database.close();
    }
  };
  await look(async (database) => await hastenDatabase(database, time));
  return { url: null, look, stop: async () => undefined };
}

/** The evidence that is kept, by its digest. */
export async function readDocuments(database: Database): Promise<ReadonlyMap<string, Json>> {
  const rows = await database.query<{ digest: string; document: string }>(
    'select digest, document from countersign.evidence where document is not null',
  );
  return new Map(rows.map(({ digest, document }) => [digest, JSON.parse(document) as Json]));
}
