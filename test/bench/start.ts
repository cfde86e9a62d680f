import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StandIn } from '../github/client.ts';
import { makeSample } from '../github/sample.ts';
import { buildPackage } from '../package/built.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type AppStart, startApp } from './app-process.ts';
import { type Figure, median } from './figure.ts';

const STARTS = 5;
const SECOND = 1_000;

/** From the command to "is ready": the built package on a database that an earlier start has made. */
export async function measureStart(): Promise<readonly Figure[]> {
  const [built, github, postgres] = await Promise.all([buildPackage(), StandIn.start(), startPostgres()]);
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    const start = { entry: join(built.path, 'dist/main.js'), github, sample: await makeSample(github), data };
    const pglite = await measure(start);
    const postgresql = await measure({ ...start, database: await postgres.createDatabase() });
    return [figure('cold start, PGlite', pglite, 2.5), figure('cold start, PostgreSQL', postgresql, 1.5)];
  } finally {
    await github.stop();
    await postgres.stop();
    rmSync(data, { recursive: true, force: true });
    built[Symbol.dispose]();
  }
}

/** Seconds. The first start, which makes the database, does not count. */
async function measure(start: AppStart): Promise<readonly number[]> {
  await (await startApp(start)).stop();
  const samples: number[] = [];
  for (let count = 0; count < STARTS; count++) {
    const app = await startApp(start);
    samples.push(app.took / SECOND);
    await app.stop();
  }
  return samples;
}

function figure(name: string, samples: readonly number[], reach: number): Figure {
  const how = `packaged, existing database, median of ${samples.length}, slowest ${Math.max(...samples).toFixed(2)} s`;
  return { name, value: median(samples), unit: 's', reach: { is: '≤', value: reach }, how };
}
