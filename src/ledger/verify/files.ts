import { equalBytes, toBytes } from '../../base/bytes.ts';
import { isFault } from '../../base/fault.ts';
import { sha256Hex } from '../digest.ts';
import { keyFile } from '../genesis.ts';
import { BUNDLE_SIZE, bundleCount, paths, tailStart } from '../layout.ts';
import { parseVkey, type VerifierKey } from '../note-key.ts';
import { readPath } from '../path.ts';
import { type Problem, problem } from '../problem.ts';
import { storedTiles } from '../tile.ts';
import type { LedgerTree } from '../tree.ts';
import type { Pins } from './pins.ts';

export interface FileChecks {
  readonly size: number;
  readonly pins: Pins;
  /** Keys that signed the checkpoint: the log has to name them. */
  readonly signers: readonly VerifierKey[];
}

/** Compares the files that are not data with what the entries pin, and names every file that does not belong here. */
export function checkFiles(tree: LedgerTree, checks: FileChecks): readonly Problem[] {
  const { pins } = checks;
  const pinned = [...pins.files].flatMap(([path, digest]) =>
    pins.doubtful.has(path) ? [] : checkPinned(tree, { path, digest }),
  );
  const keys = [...pins.keys].flatMap((vkey) => checkKey(tree, { vkey, pins }));
  const signers = pins.isComplete ? checks.signers.flatMap((key) => checkSigner(key, pins)) : [];
  return [...pinned, ...keys, ...signers, ...strayFiles(tree, checks)];
}

function checkPinned(tree: LedgerTree, { path, digest }: { path: string; digest: string }): readonly Problem[] {
  const found = digestOf(tree, path);
  if (found === digest) return [];
  const message =
    found === null ? `${path} is missing` : `${path} was altered: its SHA-256 is ${found}, expected ${digest}`;
  return [problem(codeOf(path), message)];
}

function digestOf(tree: LedgerTree, path: string): string | null {
  const bytes = tree.read(path);
  return bytes === null ? null : sha256Hex(bytes);
}

function codeOf(path: string): Problem['code'] {
  if (path === paths.readme) return 'readme-altered';
  if (path.startsWith('keys/')) return 'key-altered';
  return path.startsWith('schema/') ? 'schema-altered' : 'file-altered';
}

function checkKey(tree: LedgerTree, { vkey, pins }: { vkey: string; pins: Pins }): readonly Problem[] {
  try {
    const { path, bytes } = keyFile(parseVkey(vkey));
    const found = tree.read(path);
    if (found !== null && equalBytes(found, bytes)) return [];
    const pinned = pins.files.get(path);
    if (pinned !== undefined && pinned !== digestOf(tree, path)) return []; // named already
    return [problem('key-altered', `${path} is not the key that the ledger names: ${vkey}`)];
  } catch (error) {
    if (!isFault(error)) throw error;
    return [problem('key-altered', `the ledger names a key that cannot be read: ${error.message}`)];
  }
}

function checkSigner(key: VerifierKey, pins: Pins): readonly Problem[] {
  const { path, bytes } = keyFile(key);
  const isNamed = [...pins.keys].some((vkey) => equalBytes(toBytes(`${vkey}\n`), bytes));
  return isNamed ? [] : [problem('key-altered', `the checkpoint is signed by a key that no entry names (${path})`)];
}

function strayFiles(tree: LedgerTree, { size, pins }: FileChecks): readonly Problem[] {
  const tiles = new Set(storedTiles(size).map(paths.tile));
  return tree.list().flatMap((path) => {
    const meaning = readPath(path);
    if (meaning.is === 'checkpoint' || meaning.is === 'witnessed') return [];
    if (pins.files.has(path) || pins.doubtful.has(path)) return [];
    // Without genesis nobody can say whether such a file belongs here.
    if (meaning.is === 'pinned' && !pins.isComplete) return [];
    if (meaning.is === 'tile' && tiles.has(path)) return [];
    if (meaning.is === 'bundle' && meaning.index < bundleCount(size)) return [];
    if (meaning.is === 'tail' && meaning.index >= tailStart(size) && meaning.index < size) return [];
    return [
      problem('stray-file', `${path} does not belong into a ledger of ${size} entries`, { index: strayIndex(meaning) }),
    ];
  });
}

/** The entry that a stray file claims to hold. */
function strayIndex(meaning: ReturnType<typeof readPath>): number | null {
  if (meaning.is === 'tail') return meaning.index;
  return meaning.is === 'bundle' ? meaning.index * BUNDLE_SIZE : null;
}
