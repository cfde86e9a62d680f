import { checkEntrySchema } from '../../app/entry-schema.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { paths } from '../../ledger/layout.ts';
import { parseVkey } from '../../ledger/note-key.ts';
import { verifyLedger } from '../../ledger/verify.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readInputFile } from '../input-file.ts';
import type { Io } from '../io.ts';
import { type ChosenKeys, chooseKeys } from '../ledger/choose-keys.ts';
import { pinKeys, pinnedKeysPath, readPinnedKeys } from '../ledger/pinned-keys.ts';
import { readHistory } from '../ledger/read-history.ts';
import { readTree } from '../ledger/read-tree.ts';
import { openSource } from '../ledger/source.ts';
import { Spool } from '../ledger/spool.ts';
import { isConfirmed, showVerifyJson, showVerifyText, type VerifyReport } from '../ledger/verify-report.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

const CHECKPOINT_BYTES = 1_000_000;

export const ledgerVerify: Command = {
  usage: 'SOURCE [--key VKEY]… [--since CHECKPOINT] [--pin] [--format text|json]',
  about: [
    'Was anything in this ledger changed, removed, reordered or replaced? SOURCE is a clone, a bare repository, or a URL that git can clone. Verified are the signature, every entry, bundle and tile, the root, and that the history of the branch only ever appended.',
    'Without a key, the key that the branch names is only shown (exit 3): compare it with the one that was published elsewhere. A shallow clone is verified against its checkpoint; what was before is said to be not checked.',
    'JSON: {"version": 1, "ok", "size", "root", "origin", "problems": [{"code", "index", "commit", "message"}], "ref", "commit", "keys", "trust", "pinned", "history", "since"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    {
      name: 'key',
      value: 'VKEY',
      many: true,
      says: 'the key that has to have signed it: name+hexid+base64; again for each one before a rotation',
    },
    { name: 'since', value: 'CHECKPOINT', says: 'a file with an older checkpoint: the ledger has to continue it' },
    { name: 'pin', says: 'remember the key for this ledger, in countersign/keys.json of the configuration directory' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    "countersign ledger verify https://github.com/acme/shop --key 'countersign.example/acme/shop+3bad2f16+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'",
    'countersign ledger verify https://github.com/acme/shop --pin',
    'countersign ledger verify ./shop --since last-month.checkpoint --format json',
  ],
  async run(words, io) {
    const report = await verifySource(words, io);
    await io.out(words.value('format') === 'json' ? showVerifyJson(report) : showVerifyText(report, io.colours));
    if (!report.verification.ok) return EXIT.no;
    return isConfirmed(report) ? EXIT.yes : EXIT.undetermined;
  },
};

async function verifySource(words: Words, io: Io): Promise<VerifyReport> {
  const [name = ''] = words.positionals;
  const given = words.values('key').map(parseVkey);
  const since = await readSince(words.value('since'));
  const pinnedPath = pinnedKeysPath(io.environment);
  const pinned = await readPinnedKeys(pinnedPath);
  using workspace = new Workspace(io);
  const source = await openSource({ source: name, temporary: workspace.path, io });
  using spool = new Spool(workspace.path);
  if (io.isWatched) io.err('reading the ledger …\n');
  const tree = await readTree(source, spool);
  if (tree.read(paths.checkpoint) === null && tree.list().every((path) => !path.startsWith('keys/'))) {
    throw new Fault('ledger.not-found', `The branch ${source.ref} of ${name} holds no ledger`);
  }
  const history = await readHistory(source);
  const chosen = chooseKeys({ tree, given, pinned });
  if (io.isWatched) io.err('verifying …\n');
  const verification = verifyLedger({
    tree,
    keys: chosen.keys,
    ...(chosen.keys.length === 0 && chosen.origin !== null ? { origin: chosen.origin } : {}),
    checkSchema: checkEntrySchema,
    ...(since === null ? {} : { since }),
    history,
  });
  const isPinned = verification.ok && words.has('pin') && (await pin(pinnedPath, chosen));
  return { source, verification, chosen, history, since, isPinned };
}

/** Only a ledger that was found right is remembered. */
async function pin(path: string, { keys, trust }: ChosenKeys): Promise<boolean> {
  const origin = keys[0]?.name;
  if (trust === 'pinned' || origin === undefined) return false;
  await pinKeys(path, origin, keys);
  return true;
}

async function readSince(path: string | null): Promise<Checkpoint | null> {
  if (path === null) return null;
  const { bytes } = await readInputFile(path, CHECKPOINT_BYTES);
  try {
    return parseCheckpoint(bytes);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Fault('ledger.checkpoint', `${path}: ${error.message}`, {
      next: 'Give a file that was `checkpoint` on the branch.',
    });
  }
}
