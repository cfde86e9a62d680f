import { toBytes } from '../base/bytes.ts';

/** A part of a document: lines that stay together, then rows of which the last may be left out. */
export interface Block {
  readonly lines: readonly string[];
  readonly rows: readonly string[];
  /** What a row is, for the note of how many were left out: `rules`. */
  readonly noun: string;
}

const NOTE_BYTES = 200;

/**
 * The document, at most `most` bytes long (GitHub counts characters; bytes are never fewer). What does not fit is left
 * out between rows, and a note says how much. Blocks come in the order of their importance.
 */
export function fitBlocks(blocks: readonly Block[], most: number): string {
  const parts: string[] = [];
  let left = most - NOTE_BYTES;
  let skipped = 0;
  for (const block of blocks) {
    const cost = sizeOf(block.lines);
    if (skipped > 0 || cost > left) {
      skipped += 1;
      continue;
    }
    left -= cost;
    const rows = rowsWithin(block.rows, left);
    left -= sizeOf(rows);
    const missing = block.rows.length - rows.length;
    parts.push([...block.lines, ...rows].join('\n'));
    if (missing > 0) {
      const note = `\n*… ${missing} more ${block.noun} left out here: there is no more room.*`;
      parts.push(note.trim());
      left -= sizeOf([note]);
    }
  }
  if (skipped > 0) parts.push(`*… ${skipped} more sections left out here: there is no more room.*`);
  return parts.join('\n\n');
}

/** The rows from the first on that fit, leaving room for the note where one is needed. */
function rowsWithin(rows: readonly string[], most: number): readonly string[] {
  if (sizeOf(rows) <= most) return rows;
  let left = most - NOTE_BYTES;
  const end = rows.findIndex((row) => {
    left -= sizeOf([row]);
    return left < 0;
  });
  return rows.slice(0, end);
}

/** Bytes, with the line breaks that joining adds. */
function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + toBytes(line).length + 1, 1);
}
