import { toBase64, toHex, toText } from '../../base/bytes.ts';
import { leafHash } from '../../ledger/merkle.ts';
import { formatTlogProof } from '../../ledger/tlog-proof.ts';
import type { Command } from '../command.ts';
import { readIndex } from '../entry-index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { proveEntry } from '../ledger/prove-entry.ts';
import { replaceFile } from '../ledger/replace-file.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { count, showOutside } from '../text.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

export const ledgerProve: Command = {
  usage: 'SOURCE INDEX [--out FILE] [--detached] [--format text|json]',
  about: [
    'The proof that one entry is in a ledger, as a file that anybody can check offline: C2SP tlog-proof, with a checkpoint as it stands on the branch: the one that witnesses cosigned where it counts the entry, else the newest. SOURCE is a clone, a bare repository, or a URL that git can clone; INDEX counts from 0.',
    "The file's extra line holds the entry's own bytes, so that it is all that `ledger check-proof` needs; another verifier takes them from there, or has them already. Who signed the checkpoint is not asked here: whoever checks the proof does.",
    'JSON: {"version": 1, "origin", "size", "root", "ref", "commit", "index", "leaf", "entry", "proof", "out"}. "leaf", "entry" and "proof" are null where the ledger ends before INDEX (exit 1).',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    branchOption,
    { name: 'out', value: 'FILE', says: 'where the proof is written; its name should end in .tlog-proof' },
    { name: 'detached', says: 'leave the entry out: whoever checks the proof has to have it' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign ledger prove https://github.com/acme/shop 42 > decision.tlog-proof',
    'countersign ledger prove ./shop 42 --out decision.tlog-proof',
    'countersign ledger prove ./shop 42 --detached --format json',
  ],
  async run(words, io) {
    const [source = '', text = ''] = words.positionals;
    const index = readIndex(text);
    using workspace = new Workspace(io);
    using files = await EntryFiles.open(
      await openSource({ source, temporary: workspace.path, io, branch: words.value('branch') }),
    );
    // Awaited here: files and workspace are closed when this function is left.
    return await answer({ files, index, words, io });
  },
};

async function answer({ files, index, words, io }: Answer): Promise<ExitCode> {
  const proven = await proveEntry(files, index);
  const { origin, size, root } = proven?.checkpoint ?? files.checkpoint;
  const extra = words.has('detached') ? null : (proven?.entry ?? null);
  const file = proven === null ? null : formatTlogProof({ ...proven.proof, extra });
  const out = words.value('out');
  if (file !== null && out !== null) await replaceFile(out, file);
  if (words.value('format') === 'json') {
    const { ref, tip } = files.source;
    const known = { version: 1, origin, size, root: toBase64(root), ref, commit: tip, index };
    const leaf = proven === null ? null : toHex(leafHash(proven.entry));
    const entry = proven === null ? null : toBase64(proven.entry);
    const proof = file === null ? null : toText(file);
    await io.out(`${JSON.stringify({ ...known, leaf, entry, proof, out: file === null ? null : out }, null, 2)}\n`);
  } else if (file === null) {
    io.err(`There is no entry ${index}: ${showOutside(origin)} has ${count(size, 'entry', 'entries')}.\n`);
  } else if (out === null) {
    await io.out(toText(file) ?? '');
  } else {
    await io.out(`${showOutside(out)} proves entry ${index} of ${size} in ${showOutside(origin)}.\n`);
  }
  return file === null ? EXIT.no : EXIT.yes;
}

interface Answer {
  readonly files: EntryFiles;
  readonly index: number;
  readonly words: Words;
  readonly io: Io;
}
