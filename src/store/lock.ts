import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, toRfc3339 } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { isJsonObject } from '../base/json.ts';
import { systemErrorCode } from '../base/system-error.ts';
import { isRunning, processStart } from './process-start.ts';

/** Who holds the directory; the contents of its lock file. */
interface Holder {
  readonly pid: number;
  /** See process-start.ts; null where the machine does not tell. */
  readonly start: string | null;
  readonly since: string;
}

const OWNER_ONLY = 0o700;

/**
 * Takes the directory for this process; the returned function gives it back. Two processes can open one PGlite directory
 * without noticing, and would destroy it. Throws Fault `config.data-directory-locked` while another process lives, and
 * `config.invalid` where nothing can be written.
 */
export function lockDirectory(directory: string, clock: Clock): () => void {
  try {
    return lock(directory, clock);
  } catch (error) {
    if (error instanceof Fault) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('config.invalid', `The data directory ${directory} cannot be used: ${reason}`, { cause: error });
  }
}

function lock(directory: string, clock: Clock): () => void {
  mkdirSync(directory, { recursive: true, mode: OWNER_ONLY });
  const path = join(directory, 'lock');
  const own: Holder = { pid: process.pid, start: processStart(process.pid), since: toRfc3339(clock.now()) };
  const text = JSON.stringify(own);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    if (!claim(draft, path)) {
      moveStale(path, draft, directory);
      if (!claim(draft, path)) throw lockedBy(directory, read(path));
    }
  } finally {
    remove(draft);
  }
  return () => {
    if (readText(path) === text) remove(path);
  };
}

/** A link is made whole or not at all, and only where nothing stands. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a dead process' lock aside. Between our look and our move another process may have done the same and put its own
 * lock there: what was moved is looked at again, and a living one is put back.
 */
function moveStale(path: string, draft: string, directory: string): void {
  const holder = read(path);
  if (holder !== null && isAlive(holder)) throw lockedBy(directory, holder);
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  const isLiving = moved !== null && isAlive(moved);
  if (isLiving) claim(aside, path);
  remove(aside);
  if (isLiving) throw lockedBy(directory, moved);
}

function isAlive({ pid, start }: Holder): boolean {
  if (!isRunning(pid)) return false;
  const found = processStart(pid);
  return start === null || found === null || start === found;
}

function lockedBy(directory: string, holder: Holder | null): Fault {
  const who = holder === null ? 'another process' : `process ${holder.pid}, since ${holder.since}`;
  return new Fault('config.data-directory-locked', `${directory} is used by ${who}`, {
    details: { directory, ...holder },
  });
}

/** Null: gone, or not written by us; such a file holds nobody. */
function read(path: string): Holder | null {
  try {
    const holder: unknown = JSON.parse(readText(path) ?? '');
    if (!isJsonObject(holder)) return null;
    const { pid, start, since } = holder as { readonly [key: string]: unknown };
    if (!Number.isSafeInteger(pid) || typeof since !== 'string') return null;
    return { pid: Number(pid), start: typeof start === 'string' ? start : null, since };
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}
