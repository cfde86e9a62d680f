import type { IntactLedger } from '../../ledger/intact.ts';
import type { Io } from '../io.ts';
import type { OptionSpec } from '../option.ts';
import type { Words } from '../words.ts';

export interface ExportRequest {
  /** Read already, and compared with its checkpoint; see readEntries for its entries in order. */
  readonly ledger: IntactLedger;
  /** OUT, as the user wrote it: the file or directory to write. */
  readonly out: string;
  /** All arguments, for the options of the format's own. */
  readonly words: Words;
  readonly io: Io;
}

export interface Exported {
  /** Files that are new or were replaced. */
  readonly written: number;
  /** Files that were there already, the same. */
  readonly unchanged: number;
  /** Files of an earlier export that are not needed any more. */
  readonly removed: number;
}

/**
 * The contract of an export format: one file in exports/. What it writes is replaced as a whole or not at all
 * (replace-file.ts), and a file or directory of somebody else is never overwritten.
 */
export interface ExportFormat {
  /** The word after `--to`. */
  readonly name: string;
  /** What OUT becomes, for `--help`. */
  readonly says: string;
  /** Options that only this format has; their names are unique among all formats. */
  readonly options: readonly OptionSpec[];
  /** Throws Fault `cli.unwritable`, or what the format cannot express. */
  write(request: ExportRequest): Promise<Exported>;
}
