import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND, systemClock } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import type { Repository } from '../../git/git.ts';
import { commonDirectory } from '../../git/work-trees.ts';
import { lockDirectory } from '../../store/lock.ts';

/** Where a clone, with all its work trees, keeps what appending needs: beside the objects, never in the work tree, never pushed. */
export async function appendDirectory(repository: Repository): Promise<string> {
  return join(await commonDirectory(repository), 'countersign');
}

const PATIENCE = 60 * SECOND;
const PAUSE_MILLISECONDS = 20;

/**
 * Does something while no other process appends in this clone; waits for its turn. A log must never sign two checkpoints
 * of one size, and two writers at once would. Throws Fault `config.data-directory-locked` after a minute of waiting.
 */
export async function whileLocked<T>(directory: string, act: () => Promise<T>): Promise<T> {
  const release = await take(directory);
  try {
    return await act();
  } finally {
    release();
  }
}

async function take(directory: string): Promise<() => void> {
  const until = systemClock.now() + PATIENCE;
  for (;;) {
    try {
      return lockDirectory(directory, systemClock);
    } catch (error) {
      if (!isFault(error, 'config.data-directory-locked') || systemClock.now() >= until) throw error;
      await sleep(PAUSE_MILLISECONDS + Math.random() * PAUSE_MILLISECONDS);
    }
  }
}
