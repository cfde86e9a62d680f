import { mkdir, opendir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import type { IntactLedger } from '../../ledger/intact.ts';
import { paths } from '../../ledger/layout.ts';
import { isTilesPath } from '../../ledger/tiles-directory.ts';
import { checkSince } from '../../ledger/verify/since.ts';
import { readInputFile } from '../input-file.ts';
import { isLeftBehind, writable } from './replace-file.ts';

const CHECKPOINT_BYTES = 1_000_000;

/**
 * Makes sure that OUT may be written: it is new, empty, or an export of this ledger at this size or before. Throws Fault
 * `cli.unwritable` (there are files of somebody else) or `ledger.inconsistent` (the ledger does not continue the export:
 * who reads it has seen a checkpoint that must stay true).
 */
export async function openTarget(out: string, { checkpoint, leaves }: IntactLedger): Promise<void> {
  await writable(out, () => mkdir(out, { recursive: true }));
  const files = await writable(out, () => lookAround(out));
  if (!files.hasCheckpoint) {
    // No checkpoint, but tiles: an export that was cut off. It goes on.
    if (files.foreign === null) return;
    throw new Fault('cli.unwritable', `${out} holds ${files.foreign}, which is no part of an export`, {
      next: 'Name a new or empty directory, or one that was exported to before.',
    });
  }
  const since = await readEarlier(join(out, paths.checkpoint));
  const [found] = checkSince({ since, leaves, origin: checkpoint.origin });
  if (found === undefined) return;
  throw new Fault('ledger.inconsistent', `${out} is an export that this ledger does not continue: ${found.message}`, {
    next: 'Export to another directory, and find out which of both was altered.',
  });
}

async function readEarlier(path: string): Promise<Checkpoint> {
  const { bytes } = await readInputFile(path, CHECKPOINT_BYTES);
  try {
    return parseCheckpoint(bytes);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Fault('cli.unwritable', `${path} is not the checkpoint of an export: ${error.message}`, {
      next: 'Name a new or empty directory.',
      cause: error,
    });
  }
}

interface Found {
  readonly hasCheckpoint: boolean;
  /** The first file that no export writes. */
  readonly foreign: string | null;
}

/** Also removes what a cut-off write of ours left behind. */
async function lookAround(out: string): Promise<Found> {
  let hasCheckpoint = false;
  let foreign: string | null = null;
  for await (const entry of await opendir(out, { recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(out, path).split(sep).join('/');
    if (name === paths.checkpoint) hasCheckpoint = true;
    else if (isLeftBehind(path)) await rm(path, { force: true });
    else if (!entry.isDirectory() && !isTilesPath(name)) foreign ??= name;
  }
  return { hasCheckpoint, foreign };
}
