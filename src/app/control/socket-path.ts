import { join } from 'node:path';

/** What the address of a Unix socket may have in bytes, its end left out, on the strictest system (macOS). */
const LONGEST_BYTES = 103;

/** Where an app that holds this directory is asked; null: its path is too long for a socket. */
export function socketPath(data: string): string | null {
  const path = join(data, 'control.sock');
  return Buffer.byteLength(path) > LONGEST_BYTES ? null : path;
}
