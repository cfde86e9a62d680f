import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Fault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import { formatVkey, parseVkey, type VerifierKey } from '../../ledger/note-key.ts';

/** Keys that the user decided to trust, by the origin of the ledger. */
export type PinnedKeys = ReadonlyMap<string, readonly VerifierKey[]>;

/** `countersign/keys.json` in the user's configuration directory (XDG Base Directory Specification). */
export function pinnedKeysPath(environment: Readonly<Record<string, string | undefined>>): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  // The specification says that a relative path is to be ignored.
  const home = isAbsolute(configured) ? configured : join(environment['HOME'] ?? homedir(), '.config');
  return join(home, 'countersign', 'keys.json');
}

/** No file: nothing is pinned. Throws Fault `cli.unreadable` when there is one that says nothing we understand. */
export async function readPinnedKeys(path: string): Promise<PinnedKeys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Fault('cli.unreadable', `${path} cannot be read: ${error.message}`, { cause: error });
  });
  if (text === null) return new Map();
  try {
    const whole: unknown = JSON.parse(text);
    const origins = isJsonObject(whole) && whole['version'] === 1 ? whole['origins'] : null;
    if (!isJsonObject(origins)) throw new TypeError('it is not {"version": 1, "origins": {…}}');
    return new Map(Object.entries(origins).map(([origin, keys]) => [origin, toKeys(keys)]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('cli.unreadable', `${path} is damaged: ${reason}`, { next: 'Correct or remove it.', cause: error });
  }
}

function toKeys(value: unknown): readonly VerifierKey[] {
  if (!Array.isArray(value)) throw new TypeError('the keys of an origin are a list');
  return value.map((vkey) => parseVkey(String(vkey)));
}

/**
 * Remembers these keys for their origin, in place of those remembered before. Written beside and renamed, so that
 * whoever reads sees the old file or the new one; the directory and the file are the user's alone.
 */
export async function pinKeys(path: string, origin: string, keys: readonly VerifierKey[]): Promise<void> {
  const pinned = new Map(await readPinnedKeys(path)).set(origin, keys);
  const origins = Object.fromEntries([...pinned].map(([name, its]) => [name, its.map(formatVkey)]));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    {
      await using file = await open(beside, 'wx', 0o600);
      await file.writeFile(`${JSON.stringify({ version: 1, origins }, null, 2)}\n`);
      await file.sync();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw new Fault(
      'cli.unreadable',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
