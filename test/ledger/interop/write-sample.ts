import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tailStart } from '../../../src/ledger/layout.ts';
import { leafHash } from '../../../src/ledger/merkle.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { tileBytes, tilePath } from '../../../src/ledger/tile.ts';
import { entriesOf, grow, signer } from '../sample.ts';

/** Writes a sample ledger as a tlog-tiles directory (with the level-0 partial tile): `write-sample.ts DIR SIZE`. */
const directory = process.argv[2] ?? '';
const size = Number(process.argv[3] ?? 600);
const { files } = grow(1, Math.ceil(size / 3), size);
const tail = entriesOf(tailStart(size), size).map(({ bytes }) => leafHash(bytes));
if (tail.length > 0) {
  files.set(tilePath({ level: 0, index: Math.floor(size / 256), width: tail.length }), tileBytes(tail));
}
files.set('vkey', new TextEncoder().encode(formatVkey(signer)));
for (const [path, bytes] of files) {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), bytes);
}
