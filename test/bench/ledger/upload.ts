import { publishChanges } from '../../../src/ledger/batch.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { BUNDLE_SIZE } from '../../../src/ledger/layout.ts';
import { ORIGIN, signer } from '../../ledger/sample.ts';
import { EntryMaker } from './entries.ts';

/** Entries a flush, as in an installation that works. */
const FLUSH = 6;
const HASH = new Uint8Array(32).fill(7);

/**
 * Bytes that a request carries for one entry, on the average of the flushes that fill a bundle, at this size: paths, and
 * contents in base64. What hashes say does not change how many there are, so none is computed.
 */
export function bytesUploaded(size: number): number {
  const maker = new EntryMaker();
  let bytes = 0;
  for (let from = size; from < size + BUNDLE_SIZE; from += FLUSH) {
    const to = Math.min(from + FLUSH, size + BUNDLE_SIZE);
    const { additions, deletions } = publishChanges({
      publishedSize: from,
      decidedSize: to,
      entry: (index) => maker.bytes(index),
      subtree: () => HASH,
      note: signCheckpoint({ origin: ORIGIN, size: to, root: HASH }, [signer]),
    });
    for (const addition of additions) bytes += addition.path.length + 4 * Math.ceil(addition.bytes.length / 3);
    for (const path of deletions) bytes += path.length;
  }
  return bytes / BUNDLE_SIZE;
}
