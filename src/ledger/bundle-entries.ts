import { Fault } from '../base/fault.ts';
import { BUNDLE_SIZE, paths } from './layout.ts';

const NEWLINE = 0x0a;

/** The 256 entries of a bundle's file, without copying them. Throws Fault `ledger.inconsistent` when it holds others. */
export function bundleEntries(bundle: number, bytes: Uint8Array): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let from = 0;
  // One line too many is enough to refuse it: 32 MB of newlines would be 32 million objects.
  for (let to = bytes.indexOf(NEWLINE); to >= 0 && entries.length <= BUNDLE_SIZE; to = bytes.indexOf(NEWLINE, from)) {
    entries.push(bytes.subarray(from, to));
    from = to + 1;
  }
  if (entries.length !== BUNDLE_SIZE || from !== bytes.length) {
    throw new Fault('ledger.inconsistent', `${paths.bundle(bundle)} does not hold ${BUNDLE_SIZE} lines`);
  }
  return entries;
}
