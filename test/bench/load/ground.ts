import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { StandIn } from '../../github/client.ts';
import { startPostgres } from '../../store/postgres-server.ts';
import { type AppProcess, startApp } from '../app-process.ts';
import type { SimulatedTime } from '../simulated/time.ts';
import type { Scene } from './scene.ts';

const entry = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** What stands around the app: GitHub, and a PostgreSQL server. */
export interface Ground {
  readonly github: StandIn;
  /** The app as a process of its own, on the one database; another time: another process beside it. */
  readonly start: (scene: Pick<Scene, 'app'>, options?: Starting) => Promise<AppProcess>;
  /** Rows of the app's database. */
  readonly query: <Row extends object>(text: string) => Promise<readonly Row[]>;
}

export interface Starting {
  readonly settings?: Readonly<Record<string, string>>;
  /** Arguments for Node. */
  readonly node?: readonly string[];
}

/** Everything ends with `act`, however it ends. */
export async function onGround<T>(act: (ground: Ground) => Promise<T>, time: SimulatedTime | null = null): Promise<T> {
  const [github, postgres] = await Promise.all([StandIn.start({ node: time?.node ?? [] }), startPostgres()]);
  const database = await postgres.createDatabase();
  await time?.prepare(database);
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const apps: AppProcess[] = [];
  const ground: Ground = {
    github,
    start: async (scene, { settings = {}, node = [] } = {}) => {
      const parts = { entry, github, sample: scene, data, database, settings };
      const app = await startApp({ ...parts, node: [...(time?.node ?? []), ...node] });
      apps.push(app);
      await time?.follow(database);
      return app;
    },
    query: async <Row extends object>(text: string) => await query<Row>(database, text),
  };
  try {
    return await act(ground);
  } finally {
    await Promise.all(apps.map(async (app) => await app.stop()));
    await github.stop();
    await postgres.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function query<Row extends object>(connectionString: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

/** Every request to GitHub's interfaces takes so many milliseconds longer. */
export async function slowDown(github: StandIn, milliseconds: number): Promise<void> {
  await github.arm({ on: '*', action: { kind: 'delay', milliseconds }, count: Number.MAX_SAFE_INTEGER });
}

/** Requests that a limit refused, since the counters were reset. */
export async function countRefused(github: StandIn): Promise<number> {
  const { byStatus } = await github.stats();
  return Object.entries(byStatus).reduce((sum, [status, count]) => (/403|429/.test(status) ? sum + count : sum), 0);
}
