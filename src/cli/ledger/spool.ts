import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Where a piece stands in the spool. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
}

/**
 * Bytes put aside in one temporary file and read back at once, without waiting: a ledger of any length is verified by a
 * room that does not wait, and is never held in memory. The file has no name while it is used, so nothing stays behind.
 */
export class Spool implements Disposable {
  readonly #file: number;
  #end = 0;

  constructor(directory: string) {
    const path = join(directory, 'spool');
    this.#file = openSync(path, 'wx+', 0o600);
    rmSync(path);
  }

  add(bytes: Uint8Array): Piece {
    const piece = { offset: this.#end, length: bytes.length };
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#end + done);
    this.#end += bytes.length;
    return piece;
  }

  read({ offset, length }: Piece): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#file, bytes, done, length - done, offset + done);
      if (read === 0) throw new RangeError('The spool ended before the piece did');
      done += read;
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
