import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { openProcessIo } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/run.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { LedgerBranch } from '../../cli/ledger-branch.ts';
import { signer } from '../sample.ts';
import { cosigned, mlDsaWitnessFrom, witnessFrom, witnessLines } from '../witnesses.ts';

/**
 * Has `ledger prove` prove an entry of a sample ledger whose checkpoint two witnesses cosigned, one with each kind of key:
 * `write-proof.ts DIR`. There are also the log's key, a policy that is met, and one that is not.
 */
const [directory = ''] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
const witnesses = [witnessFrom(1), mlDsaWitnessFrom(2)];
const URL_OF_NOBODY = 'https://witness.example/';
const policy = (...signers: readonly Parameters<typeof witnessLines>[0][number][]): string =>
  `${witnessLines(signers).replaceAll('\n', ` ${URL_OF_NOBODY}\n`)}group Q all ${signers.map((_, at) => `W${at + 1}`).join(' ')}\nquorum Q\n`;
const branch = new LedgerBranch();
try {
  branch.grow(300, 700);
  const note = branch.ledger.files.get('checkpoint') ?? new Uint8Array();
  branch.tamper({ 'checkpoint.witnessed': cosigned(note, witnesses) });
  branch.grow(701);
  const path = join(directory, 'ours.tlog-proof');
  process.exitCode = await run(['ledger', 'prove', branch.repository.path, '300', '--out', path], openProcessIo());
  writeFileSync(join(directory, 'log.vkey'), `${formatVkey(signer)}\n`);
  writeFileSync(join(directory, 'ours.policy'), policy(...witnesses));
  writeFileSync(join(directory, 'unmet.policy'), policy(...witnesses, witnessFrom(3)));
} finally {
  branch.repository.remove();
}
