import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from './io.ts';

/** A temporary directory that is gone when the command ends, when it is interrupted as well. */
export class Workspace implements Disposable {
  readonly path: string;
  readonly #takeBack: () => void;
  readonly #remove = (): void => rmSync(this.path, { recursive: true, force: true });

  constructor(io: Pick<Io, 'onInterrupt'>) {
    this.path = mkdtempSync(join(tmpdir(), 'countersign-'));
    this.#takeBack = io.onInterrupt(this.#remove);
  }

  [Symbol.dispose](): void {
    this.#takeBack();
    this.#remove();
  }
}
