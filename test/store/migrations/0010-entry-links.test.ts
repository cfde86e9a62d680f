import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPglite } from '../../../src/store/databases/pglite-open.ts';
import { migrate, migrations } from '../../../src/store/migrate.ts';
import { buildStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

let database: Database;
let store: Store;
beforeAll(async () => {
  database = await openPglite({ memory: true }, { log: silentLog, clock: systemClock });
}, 60_000);
afterAll(async () => await store.close());

test('what was filed before is filed again', async () => {
  const at = migrations.findIndex(({ name }) => name === 'entry-links');
  await migrate(database, silentLog, migrations.slice(0, at));
  const [ledger] = await database.query<{ id: number }>(
    `insert into countersign.ledger (installation, repository, owner, name, origin, branch, decided_root, decided_size)
     values (7, 42, 'acme', 'shop', 'github.com/acme/shop', 'countersign/ledger', 'root', 3) returning id`,
  );
  const id = ledger?.id ?? 0;
  await database.query('insert into countersign.terms_written (ledger, size) values ($1, 3)', [id]);
  await database.query('insert into countersign.entry_term (term, time, ledger, index) values (1, 1, $1, 0)', [id]);
  store = await buildStore(database, { log: silentLog, clock: systemClock });
  expect(await store.search.behind(9)).toEqual([{ ledger: id, from: 0, size: 3 }]);
  expect(await database.query('select 1 from countersign.entry_term')).toEqual([]);
}, 60_000);
