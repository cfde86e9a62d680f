import { Fault } from '../base/fault.ts';
import { BUNDLE_SIZE, paths } from './layout.ts';

const NEWLINE = 0x0a;

/** The 256 entries of a bundle's file, without copying them. Throws Fault `ledger.inconsistent` when it holds others. */
export function bundleEntries(bundle: number, bytes: Uint8Array): readonly Uint8Array[] {
  const entries = bundleLines(bytes, BUNDLE_SIZE);
  if (entries.length === BUNDLE_SIZE && endsInNewline(bytes)) return entries;
  throw new Fault('ledger.inconsistent', `${paths.bundle(bundle)} does not hold ${BUNDLE_SIZE} lines`);
}

/**
 * What stands before each newline; bytes after the last newline count as a line, so that they are noticed. No more than one
 * above `most`: 32 MB of newlines would be 32 million objects.
 */
export function bundleLines(bytes: Uint8Array, most: number): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let to = bytes.indexOf(NEWLINE); to >= 0 && lines.length <= most; to = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return from === bytes.length || lines.length > most ? lines : [...lines, bytes.subarray(from)];
}

export function endsInNewline(bytes: Uint8Array): boolean {
  return bytes.at(-1) === NEWLINE;
}
