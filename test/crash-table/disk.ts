import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-store.ts';
import { onPostgres } from '../store/fixture.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { beginDatabase } from '../whole/begun-database.ts';

/** Where a database is kept, so that it can be lost or put back as it was. No process may be using it meanwhile. */
export interface Disk {
  readonly database: Database;
  /** As it is now, for `rollBack`. */
  copy(): Promise<void>;
  rollBack(): Promise<void>;
  /** Everything is gone, as if it had never been there. */
  lose(): Promise<void>;
  end(): Promise<void>;
}

export async function pgliteDisk(): Promise<Disk> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-table-'));
  const [place, copied] = [join(data, 'database'), join(data, 'copy')];
  const open = (): Promise<Database> => openDatabase({ directory: data, log: silentLog, clock: systemClock });
  await beginDatabase(data);
  let database = await open();
  const closed = async (act: () => Promise<void> | void): Promise<void> => {
    await database.close();
    await act();
    database = await open();
  };
  return {
    get database() {
      return database;
    },
    copy: async () => await closed(() => cpSync(place, copied, { recursive: true })),
    rollBack: async () =>
      await closed(() => {
        rmSync(place, { recursive: true });
        cpSync(copied, place, { recursive: true });
      }),
    lose: async () =>
      await closed(async () => {
        rmSync(place, { recursive: true });
        await beginDatabase(data);
      }),
    end: async () => {
      await database.close();
      rmSync(data, { recursive: true });
    },
  };
}

/** On a server of its own. */
export async function postgresDisk(): Promise<Disk> {
  const server = await startPostgres();
  let url = await server.createDatabase();
  let copied: string | null = null;
  let database = onPostgres(url);
  const closed = async (act: () => Promise<void>): Promise<void> => {
    await database.close();
    await server.disconnect(url);
    await act();
    database = onPostgres(url);
  };
  return {
    get database() {
      return database;
    },
    copy: async () =>
      await closed(async () => {
        copied = await server.createDatabase({ template: url });
      }),
    rollBack: async () =>
      await closed(async () => {
        url = await server.createDatabase(copied === null ? {} : { template: copied });
      }),
    lose: async () =>
      await closed(async () => {
        url = await server.createDatabase();
      }),
    end: async () => {
      await database.close();
      await server.stop();
    },
  };
}
