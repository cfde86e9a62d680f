import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../base/fault.ts';

/** What is left when a write was cut off: nobody else's file is named like that. */
const LEFT_BEHIND = /^\.countersign-[0-9a-f]{12}\.part$/;

export function isLeftBehind(path: string): boolean {
  return LEFT_BEHIND.test(basename(path));
}

/**
 * Writes a file beside and renames it, so that whoever reads sees the old one or the new one, whole; directories are
 * made. A file may be written in pieces. Throws Fault `cli.unwritable`.
 */
export async function replaceFile(
  path: string,
  content: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const beside = join(dirname(path), `.countersign-${randomBytes(6).toString('hex')}.part`);
  await writable(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(beside, content, { flag: 'wx' });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  });
}

/** Has a change of the disk done; what the system refuses becomes Fault `cli.unwritable`, Faults pass. */
export async function writable<T>(path: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('cli.unwritable', `${path} cannot be written: ${reason}`, { cause: error });
  }
}
