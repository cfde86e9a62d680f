import { toBytes } from '../base/bytes.ts';
import type { FileAddition } from './batch.ts';
import { sha256Hex } from './digest.ts';
import { paths } from './layout.ts';
import { formatVkey, type VerifierKey } from './note-key.ts';
import { readmeText } from './readme.ts';
import { schemaFiles } from './schemas.ts';

/** The files of a ledger branch that are not data: each is pinned by entry 0, or by the entry that brought it. */

/** git must give back the bytes that were hashed: no line-ending conversion. */
export const ATTRIBUTES = '* -text\n';

/** A key's file: its vkey and a newline. */
export function keyFile(key: VerifierKey): FileAddition {
  return { path: paths.key(key.keyId), bytes: toBytes(`${formatVkey(key)}\n`) };
}

/** What a key brings with it: its file, and the README that names it. */
export function keyFiles(key: VerifierKey): readonly FileAddition[] {
  return [
    { path: paths.readme, bytes: toBytes(readmeText({ origin: key.name, vkey: formatVkey(key) })) },
    keyFile(key),
  ];
}

/** What this version of the program brings: a later one may bring further schemas, by an entry that pins them. */
export function programFiles(): readonly FileAddition[] {
  return [{ path: paths.attributes, bytes: toBytes(ATTRIBUTES) }, ...schemaFiles()];
}

export function genesisFiles(key: VerifierKey): readonly FileAddition[] {
  return [...keyFiles(key), ...programFiles()];
}

/** SHA-256 by path: what a ledger entry says of the files that it brings. */
export function pinFiles(files: readonly FileAddition[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ path, bytes }) => [path, sha256Hex(bytes)]));
}
