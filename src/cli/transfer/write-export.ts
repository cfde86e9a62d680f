import { randomBytes } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { link, lstat, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { Fault } from '../../base/fault.ts';
import { systemErrorCode } from '../../base/system-error.ts';
import type { Io } from '../io.ts';
import { writable } from '../ledger/replace-file.ts';

/** It holds what people wrote, and who they are. */
const OWNER_ONLY = 0o600;

/** Throws Fault `cli.unwritable` where there is something already: an older export, maybe the only one. */
export async function refuseExisting(path: string): Promise<void> {
  if ((await lstat(path).catch(() => null)) !== null) throw isThere(path);
}

/**
 * Writes texts into a new file, compressed: whole and on the disk, or not at all. Resolves to its size in bytes. Throws Fault
 * `cli.unwritable`, and what the texts throw.
 */
export async function writeExport(
  path: string,
  texts: AsyncIterable<string>,
  io: Pick<Io, 'onInterrupt'>,
): Promise<number> {
  const beside = join(dirname(path), `.countersign-${randomBytes(6).toString('hex')}.part`);
  const forget = io.onInterrupt(() => rmSync(beside, { force: true }));
  try {
    return await writable(path, async () => {
      // The database waits for it: speed goes before size.
      const gzip = createGzip({ level: constants.Z_BEST_SPEED });
      await pipeline(texts, gzip, createWriteStream(beside, { flags: 'wx', mode: OWNER_ONLY, flush: true }));
      const { size } = await stat(beside);
      await name(beside, path);
      return size;
    });
  } finally {
    forget();
    await rm(beside, { force: true });
  }
}

/** Unlike a rename, a link never replaces what came there meanwhile. */
async function name(beside: string, path: string): Promise<void> {
  try {
    await link(beside, path);
  } catch (error) {
    throw systemErrorCode(error) === 'EEXIST' ? isThere(path) : error;
  }
}

function isThere(path: string): Fault {
  return new Fault('cli.unwritable', `${path} is there already`, { next: 'Name another file: none is ever replaced.' });
}
