import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Fault } from '../../base/fault.ts';
import { readTemplate } from './pglite-template.ts';

/** PostgreSQL's major version inside the PGlite that we depend on (a test asks it). Other majors cannot open its files. */
export const POSTGRES_MAJOR = '18';

/** 128 MB by default; with 16 the process stays 140 MB smaller, and nothing that we measured is slower. */
const SETTINGS = ['shared_buffers = 16MB'];

const READABLE_BY_US = 0o700;

/** What a new database begins with. */
export interface Filling {
  /** Another text for everything else: letters and digits. */
  readonly name: string;
  fill(pglite: PGlite): Promise<void>;
}

/** A database that ends with the process: for tests and trials. Filled once per machine, not once per process. */
export async function startInMemory(filling: Filling | null = null): Promise<PGlite> {
  const template =
    filling === null
      ? await readTemplate(() => makeTemplate(null))
      : await readTemplate(() => makeTemplate(filling), { contents: filling.name });
  return await start(template === null ? {} : { loadDataDir: template });
}

/**
 * The database in `<directory>/database`, made at first start. It is made beside its place and moved there when it is
 * whole: if we die while making it, the next start begins anew. The caller holds the lock of the directory.
 */
export async function startInDirectory(directory: string): Promise<PGlite> {
  const place = join(directory, 'database');
  if (existsSync(place)) checkVersion(place);
  else await initialise(place);
  return await start({ dataDir: place });
}

async function initialise(place: string): Promise<void> {
  const unfinished = `${place}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: READABLE_BY_US });
  const template = await readTemplate(null);
  const pglite = await start({ dataDir: unfinished, ...(template === null ? {} : { loadDataDir: template }) });
  await pglite.close();
  renameSync(unfinished, place);
}

function checkVersion(place: string): void {
  const found = readVersion(join(place, 'PG_VERSION'));
  if (found === POSTGRES_MAJOR) return;
  throw new Fault(
    'store.version',
    `${place} was written by PostgreSQL ${found ?? '(unknown)'}; this version reads ${POSTGRES_MAJOR}`,
    {
      details: { directory: place, found, expected: POSTGRES_MAJOR },
    },
  );
}

function readVersion(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

async function makeTemplate(filling: Filling | null): Promise<Blob> {
  const pglite = await start({});
  try {
    await filling?.fill(pglite);
    return await pglite.dumpDataDir('gzip');
  } finally {
    await pglite.close();
  }
}

async function start(options: { readonly dataDir?: string; readonly loadDataDir?: Blob }): Promise<PGlite> {
  try {
    return await PGlite.create({ ...options, postgresqlconf: SETTINGS });
  } catch (error) {
    throw new Fault(
      'store.unavailable',
      `The embedded database does not start${options.dataDir === undefined ? '' : ` in ${options.dataDir}`}`,
      {
        next: 'See the cause. If the machine crashed, restore the directory from a backup; docs/operating.md, on backups.',
        cause: error,
      },
    );
  }
}
