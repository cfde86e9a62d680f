import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

export interface TemplateOptions {
  readonly folder?: string;
  /** What is in it, where it is not empty: letters and digits. */
  readonly contents?: string;
}

/**
 * A data directory, dumped once per machine and user: starting from a fresh one takes 0.7 s instead of 3. Null where it
 * is not there and `make` is null, or where it cannot be kept safely.
 */
export async function readTemplate(
  make: (() => Promise<Blob>) | null,
  { folder = ownFolder(), contents }: TemplateOptions = {},
): Promise<Blob | null> {
  if (!isSafe(folder)) return null;
  const path = join(folder, `pglite-${pgliteVersion()}${contents === undefined ? '' : `-${contents}`}.tar.gz`);
  const kept = read(path);
  if (kept !== null || make === null) return kept;
  const made = await make();
  await write(path, made);
  return made;
}

function ownFolder(): string {
  return join(tmpdir(), `countersign-${ownId() ?? 'user'}`);
}

/** By number alone: in a container the user may have no name, and asking for one throws. Null: Windows has no numbers. */
function ownId(): number | null {
  return process.getuid?.() ?? null;
}

/** A folder for temporary files is everybody's: what stands there is taken only from a folder that is ours alone. */
function isSafe(folder: string): boolean {
  const id = ownId();
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    const found = lstatSync(folder);
    return found.isDirectory() && (id === null || (found.uid === id && (found.mode & OTHERS) === 0));
  } catch {
    return false;
  }
}

function read(path: string): Blob | null {
  try {
    return new Blob([readFileSync(path)]);
  } catch {
    return null;
  }
}

/** Moved into place whole, so that another process never reads half of it. */
async function write(path: string, template: Blob): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    writeFileSync(unfinished, new Uint8Array(await template.arrayBuffer()));
    renameSync(unfinished, path);
  } catch {
    rmSync(unfinished, { force: true });
  }
}

function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
