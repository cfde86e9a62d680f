import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Fault } from '../base/fault.ts';

/** A file that the user named, or at least its beginning. */
export interface InputFile {
  readonly bytes: Uint8Array;
  /** Is there more than `limit` allowed to read? */
  readonly isCut: boolean;
}

/** Reads at most `limit` bytes of a file; a pipe is read to its end or the limit. Throws Fault `cli.unreadable`. */
export async function readInputFile(path: string, limit: number): Promise<InputFile> {
  try {
    await using file = await open(path, constants.O_RDONLY);
    const chunks: Buffer[] = [];
    let size = 0;
    while (size <= limit) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(65_536, limit + 1 - size)));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return { bytes: Buffer.concat(chunks).subarray(0, limit), isCut: size > limit };
  } catch (error) {
    throw new Fault('cli.unreadable', `${path} cannot be read: ${explain(error)}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
};

function explain(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? String(error);
}
