import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { openProcessIo } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/run.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { LedgerBranch } from '../../cli/ledger-branch.ts';
import { keyFrom, signer } from '../sample.ts';

/**
 * Has `ledger export` write a sample ledger twice, when it is a third as long and at its size, and its key into DIR.vkey:
 * `write-export.ts DIR SIZE`.
 */
const [directory = '', size = '600'] = process.argv.slice(2);
const branch = new LedgerBranch();
try {
  for (const length of new Set([Math.ceil(Number(size) / 3), Number(size)])) {
    // As during a rotation: whoever knows one of two keys needs no more.
    if (length === Number(size)) branch.ledger.signWith(keyFrom(2), signer);
    branch.grow(length);
    process.exitCode = await run(
      ['ledger', 'export', branch.repository.path, '--to', 'tiles', directory],
      openProcessIo(),
    );
  }
  writeFileSync(`${directory}.vkey`, `${formatVkey(signer)}\n`);
} finally {
  branch.repository.remove();
}
