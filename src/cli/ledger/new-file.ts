import { lstat } from 'node:fs/promises';
import { toBytes } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import type { Exported } from './export-format.ts';
import { replaceFile } from './replace-file.ts';

/** Enough for one write to be worth it. */
const PIECE_CHARACTERS = 256 * 1024;

/**
 * Writes pieces of text into a file that is not there yet: whole, or not at all. Throws Fault `cli.unwritable`, also
 * where there is something already, which may be somebody's.
 */
export async function writeNewFile(path: string, pieces: Iterable<string>): Promise<Exported> {
  const found = await lstat(path).catch(() => null);
  if (found !== null) {
    throw new Fault('cli.unwritable', `${path} is there already`, { next: 'Remove it, or name another file.' });
  }
  await replaceFile(path, gather(pieces));
  return { written: 1, unchanged: 0, removed: 0 };
}

/** Lines by the hundred: one write for each would take most of the time. */
function* gather(pieces: Iterable<string>): Generator<Uint8Array> {
  let waiting: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < PIECE_CHARACTERS) continue;
    yield toBytes(waiting.join(''));
    waiting = [];
    length = 0;
  }
  if (length > 0) yield toBytes(waiting.join(''));
}
