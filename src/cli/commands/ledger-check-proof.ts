import { Fault } from '../../base/fault.ts';
import { checkProof } from '../../ledger/check-proof.ts';
import { parseVkey } from '../../ledger/note-key.ts';
import { MAXIMUM_PROOF_BYTES, parseTlogProof, type TlogProof } from '../../ledger/tlog-proof.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readInputFile } from '../input-file.ts';
import { pinnedKeysPath, readPinnedKeys } from '../ledger/pinned-keys.ts';
import { type ProofReport, showProofJson, showProofText } from '../ledger/proof-report.ts';
import { chooseLogs, readWitnessPolicy } from '../ledger/proof-trust.ts';
import type { Words } from '../words.ts';

/** The largest entry that a reader accepts, and a newline. */
const ENTRY_BYTES = 65_536;
const NEWLINE = 0x0a;

export const ledgerCheckProof: Command = {
  usage: 'FILE [--key VKEY]… [--policy FILE] [--entry FILE] [--format text|json]',
  about: [
    'Is the entry in the log? FILE is a C2SP tlog-proof, as `ledger prove` writes it. Checked are the signature of the log, the cosignatures of witnesses that the policy asks for, and that the hashes lead from the entry to the root. Nothing else is read, no repository and no network.',
    "The entry's bytes are those in the proof's extra line, or in the file after --entry. Nobody signed the extra line, and nobody has to: the bytes count only if their hash leads to the signed root.",
    'JSON: {"version": 1, "ok", "origin", "size", "root", "index", "leaf", "from", "says": {…}, "keys", "trust", "quorum", "witnesses": [{"name", "key", "time"}], "problems": [{"code", "message"}]}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    { name: 'key', value: 'VKEY', many: true, says: 'the key of the log, name+hexid+base64; one of several is enough' },
    {
      name: 'policy',
      value: 'FILE',
      says: 'a C2SP tlog-policy: the logs that are accepted, and the witnesses that have to have cosigned',
    },
    { name: 'entry', value: 'FILE', says: "the entry's bytes; one newline at the end is left out" },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    "countersign ledger check-proof decision.tlog-proof --key 'countersign.example/acme/shop+3bad2f16+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'",
    'countersign ledger check-proof decision.tlog-proof --policy witnesses.policy --format json',
  ],
  async run(words, io) {
    const report = await checkFile(words, io.environment);
    await io.out(words.value('format') === 'json' ? showProofJson(report) : showProofText(report, io.colours));
    return report.check.ok ? EXIT.yes : EXIT.no;
  },
};

async function checkFile(
  words: Words,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProofReport> {
  const [path = ''] = words.positionals;
  const given = words.values('key').map(parseVkey);
  const policyPath = words.value('policy');
  const policy = policyPath === null ? null : await readWitnessPolicy(policyPath);
  const { bytes } = await readInputFile(path, MAXIMUM_PROOF_BYTES + 1);
  const proof = parseTlogProof(bytes);
  const pinned = await readPinnedKeys(pinnedKeysPath(environment));
  const { logs, trust } = chooseLogs({ given, policy, pinned, checkpoint: proof.checkpoint });
  const entryPath = words.value('entry');
  const entry = entryPath === null ? readExtra(path, proof) : await readEntry(entryPath);
  const check = checkProof({ proof, entry, logs, policy });
  return { check, index: proof.index, entry, from: entryPath === null ? 'proof' : 'file', trust, policy };
}

function readExtra(path: string, { extra }: TlogProof): Uint8Array {
  if (extra !== null) return extra;
  throw new Fault('cli.usage', `${path} does not hold the entry that it proves`, {
    next: "Give a file with the entry's bytes: --entry FILE.",
  });
}

/** An entry holds no newline, but what cuts a line out of a bundle writes one. */
async function readEntry(path: string): Promise<Uint8Array> {
  const { bytes, isCut } = await readInputFile(path, ENTRY_BYTES);
  if (isCut) throw new Fault('cli.unreadable', `${path} is above ${ENTRY_BYTES} bytes, which no entry is`);
  return bytes.at(-1) === NEWLINE ? bytes.subarray(0, -1) : bytes;
}
