import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPglite } from '../../../src/store/databases/pglite-open.ts';
import { migrate, migrations } from '../../../src/store/migrate.ts';
import { buildStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

/** A database of the version before: every repository with a ledger is at home there. */

let database: Database;
let store: Store;
beforeAll(async () => {
  database = await openPglite({ memory: true }, { log: silentLog, clock: systemClock });
}, 60_000);
afterAll(async () => await store.close());

test('ledgers of before serve their own repository, which is at home there', async () => {
  const at = migrations.findIndex(({ name }) => name === 'scopes');
  await migrate(database, silentLog, migrations.slice(0, at));
  await database.query(
    `insert into countersign.ledger (installation, repository, owner, name, origin, branch, decided_root)
     values (7, 42, 'acme', 'shop', 'github.com/acme/shop', 'countersign/ledger', 'root')`,
  );
  store = await buildStore(database, { log: silentLog, clock: systemClock });
  const ledger = await store.ledgers.ofRepository(42);
  expect(ledger).toMatchObject({ scope: 'repository', generation: 1, endedBy: null });
  expect(await store.homes.read(42)).toEqual({
    repository: { id: 42, owner: 'acme', name: 'shop' },
    installation: 7,
    ledger,
  });
  // Another generation may follow now, and no second one of the same.
  const next = { ...ledger, installation: 7, repository: { id: 42, owner: 'acme', name: 'shop' }, branch: 'b' };
  await store.ledgers.open({ ...next, origin: 'github.com/acme/shop/2', generation: 2 });
  expect((await store.homes.read(42))?.ledger.generation).toBe(2);
}, 60_000);
