import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileEntries } from '../../src/app/archive/file-entries.ts';
import { traceArchive } from '../../src/app/control/trace-archive.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { buildStore, openDatabase } from '../../src/store/open-store.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { changeAt, deploymentAt, fillTraced, commitAt, TRACED_ORIGIN } from './trace/fill.ts';
const N = 300000;
const options = { log: silentLog, clock: systemClock };
const server = await startPostgres();
const which = process.argv[2];
const place = which === 'pg' ? { url: await server.createDatabase() } : { directory: join(mkdtempSync(join(tmpdir(), 'h9-')), 'data') };
const database = await openDatabase({ ...place, ...options });
const sums = new Map<string, [number, number]>();
const wrap = (q: any) => async (text: string, p?: any) => { const b = performance.now(); const r = await q(text, p); const k = text.replace(/\s+/g, ' ').slice(0, 90); const s = sums.get(k) ?? [0, 0]; s[0] += performance.now() - b; s[1] += 1; sums.set(k, s); return r; };
const db: any = Object.create(database); db.query = wrap(database.query.bind(database)); db.transaction = (w: any) => database.transaction((sql: any) => w({ query: wrap(sql.query.bind(sql)) }));
const store = await buildStore(db, options);
await fillTraced(database, store, N);
const report = () => { for (const [k, [t, n]] of [...sums].sort((a, b) => b[1][0] - a[1][0]).slice(0, 12)) console.log('   ', t.toFixed(0).padStart(7), n, k); sums.clear(); };
sums.clear();
for (let i = 0; i < 6; i++) { const b = performance.now(); await fileEntries({ store }, N / 6); console.log('filed', (N / 6 * 1000 / (performance.now() - b)).toFixed(0)); }
report();
await database.script('analyze countersign.entry, countersign.entry_term, countersign.landing, countersign.deploying');
for (const at of [30000, 150000]) for (const asked of [{ is: 'change', number: changeAt(at) }, { is: 'deployment', id: deploymentAt(at) }, { is: 'commit', prefix: commitAt(at) }]) for (let k = 0; k < 3; k++) {
  sums.clear(); const b = performance.now(); let n = 0;
  for await (const _ of traceArchive({ store } as any, { origin: TRACED_ORIGIN, question: { is: 'story', asked } as any, repository: null })) n += 1;
  if (k === 2) { console.log(at, JSON.stringify(asked), n, (performance.now() - b).toFixed(1)); report(); }
}
await store.close(); await server.stop(); process.exit(0);
