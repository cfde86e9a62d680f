import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Fault } from '../../../base/fault.ts';
import { signEnvelope } from '../../../ledger/dsse.ts';
import { type IntactLedger, readEntries } from '../../../ledger/intact.ts';
import { findNewestDecisions } from '../../../ledger/newest-decisions.ts';
import { readInputFile } from '../../input-file.ts';
import type { Words } from '../../words.ts';
import type { ExportFormat } from '../export-format.ts';
import { writeNewFile } from '../new-file.ts';

const KEY_FILE_BYTES = 100_000;

export const vsa: ExportFormat = {
  name: 'vsa',
  says: 'a file with the newest decision about each commit, a SLSA Verification Summary in a DSSE envelope a line',
  options: [
    { name: 'signing-key', value: 'FILE', says: 'for --to vsa: the Ed25519 key (PEM) that signs the statements' },
  ],
  async write({ ledger, out, words }) {
    const key = await readSigningKey(words);
    return writeNewFile(out, signDecisions(ledger, key));
  },
};

/** Whose summaries they are is for the reader to believe by this key alone. */
async function readSigningKey(words: Words): Promise<KeyObject> {
  const path = words.value('signing-key');
  if (path === null) {
    throw new Fault('cli.usage', '--to vsa needs --signing-key FILE: who reads a summary believes its signature', {
      next: 'Make a key: openssl genpkey -algorithm ed25519 -out vsa.pem.',
    });
  }
  const { bytes } = await readInputFile(path, KEY_FILE_BYTES);
  try {
    return createPrivateKey(bytes);
  } catch (cause) {
    // The reason of the library may quote the file.
    throw new Fault('ledger.key', `${path} holds no private key in PEM without a password`, {
      next: 'Make one: openssl genpkey -algorithm ed25519.',
      cause,
    });
  }
}

/** The entry's own bytes are the payload, so that its place in the ledger can be proved for the very statement. */
function* signDecisions({ tree, checkpoint }: IntactLedger, key: KeyObject): Generator<string> {
  const wanted = new Set(findNewestDecisions(readEntries(tree, checkpoint.size)));
  let index = 0;
  for (const bytes of readEntries(tree, checkpoint.size)) {
    if (wanted.has(index)) yield `${signEnvelope(bytes, key)}\n`;
    index += 1;
  }
}
