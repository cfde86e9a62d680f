import { toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import type { Group } from './read-groups.ts';

export interface Line {
  /** Of the input, from 1. */
  readonly number: number;
  readonly text: string;
}

const NEWLINE = 0x0a;

/** The lines of a group; empty ones are passed over. Throws Fault `cli.unreadable` on one that is not UTF-8. */
export function splitLines({ first, bytes }: Group): readonly Line[] {
  const text = toText(bytes);
  if (text === null) throw new Fault('cli.unreadable', `Line ${first + firstBroken(bytes)} of the input is not UTF-8`);
  return text
    .split('\n')
    .map((line, at) => ({ number: first + at, text: line }))
    .filter((line) => line.text.trim() !== '');
}

/** How many lines there are before the one that is not UTF-8: no character of several bytes holds a newline. */
function firstBroken(bytes: Uint8Array): number {
  for (let from = 0, at = 0; ; at += 1) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end < 0 || toText(bytes.subarray(from, end)) === null) return at;
    from = end + 1;
  }
}
