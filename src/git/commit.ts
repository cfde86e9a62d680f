import { Fault } from '../base/fault.ts';
import { type Identity, NOBODY, parseIdentity } from './identity.ts';
import { decodeText } from './text-encoding.ts';

export type SignatureFormat = 'openpgp' | 'ssh' | 'x509' | 'unknown';

/** A signature header. `gpgsig` signs the SHA-1 form of the commit, `gpgsig-sha256` the SHA-256 form. */
export interface CommitSignature {
  readonly header: 'gpgsig' | 'gpgsig-sha256';
  readonly format: SignatureFormat;
  /** Continuation lines joined by newlines, without their leading space. */
  readonly text: string;
}

/** A commit object, taken apart. All texts are an outsider's, with every character they hold. */
export interface Commit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  /** The name in the `encoding` header. */
  readonly encoding: string | null;
  /** Subject and body. */
  readonly message: string;
  /** The message holds bytes that its encoding does not know. */
  readonly isLossy: boolean;
  readonly signatures: readonly CommitSignature[];
  /** Headers that are none of the above, in their order: `mergetag`, `HG:extra` … Values are latin-1, byte for byte. */
  readonly extra: readonly Header[];
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/**
 * Takes a raw commit apart. Positions count as they do for git: `tree` first, then `parent` lines, then `author` and
 * `committer`; the same words further down are extra headers, so that nobody can smuggle in a second tree.
 * Throws Fault `git.repository` when there is no tree; everything else has a reading.
 */
export function parseCommit(oid: string, bytes: Uint8Array): Commit {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findHeaderEnd(raw);
  const headers = readHeaders(raw.subarray(0, end));
  const tree = /^tree ([0-9a-f]{40}|[0-9a-f]{64})$/.exec(asLine(headers.shift()))?.[1];
  if (tree === undefined)
    throw new Fault('git.repository', `Commit ${oid} is damaged: it names no tree`, { next: 'Run git fsck.' });
  const parents = takeParents(headers);
  if (!parents.every((parent) => parent.length === tree.length && /^[0-9a-f]+$/.test(parent))) {
    throw new Fault('git.repository', `Commit ${oid} is damaged: a parent is no object id`, { next: 'Run git fsck.' });
  }
  const encoding = headers.find(({ name }) => name === 'encoding')?.value ?? null;
  const identity = (name: 'author' | 'committer'): Identity => {
    if (headers[0]?.name !== name) return NOBODY;
    return parseIdentity(decodeText(Buffer.from(headers.shift()?.value ?? '', 'latin1'), encoding).text);
  };
  const [author, committer] = [identity('author'), identity('committer')];
  const { text, isLossy } = decodeText(raw.subarray(Math.min(end + 2, raw.length)), encoding);
  return {
    oid,
    tree,
    parents,
    author,
    committer,
    encoding,
    message: text,
    isLossy,
    signatures: headers.filter(isSignature).map(toSignature),
    extra: headers.filter((header) => !isSignature(header) && header.name !== 'encoding'),
  };
}

/** Where the headers end: at the newline before the empty line, or with the object when there is no message at all. */
function findHeaderEnd(raw: Buffer): number {
  const blank = raw.indexOf('\n\n');
  return blank < 0 ? raw.length : blank;
}

/** Header lines with their continuations. Latin-1 keeps every byte; texts are decoded later. */
function readHeaders(head: Buffer): Header[] {
  const folded: string[][] = [];
  for (const line of head.toString('latin1').split('\n')) {
    if (line.startsWith(' ') && folded.length > 0) folded.at(-1)?.push(line.slice(1));
    else if (line !== '') folded.push([line]);
  }
  return folded.map((lines) => {
    const [first = '', ...rest] = lines;
    const space = first.indexOf(' ');
    const name = space < 0 ? first : first.slice(0, space);
    return { name, value: [space < 0 ? '' : first.slice(space + 1), ...rest].join('\n') };
  });
}

const asLine = (header: Header | undefined): string => (header === undefined ? '' : `${header.name} ${header.value}`);

function takeParents(headers: Header[]): readonly string[] {
  const parents: string[] = [];
  while (headers[0]?.name === 'parent') parents.push(headers.shift()?.value ?? '');
  return parents;
}

type SignatureHeader = Header & { readonly name: CommitSignature['header'] };

const isSignature = (header: Header): header is SignatureHeader =>
  header.name === 'gpgsig' || header.name === 'gpgsig-sha256';

function toSignature(header: SignatureHeader): CommitSignature {
  return { header: header.name, format: recogniseFormat(header.value), text: header.value };
}

function recogniseFormat(text: string): SignatureFormat {
  const first = text.trimStart();
  if (/^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(first)) return 'openpgp';
  if (first.startsWith('-----BEGIN SSH SIGNATURE-----')) return 'ssh';
  if (first.startsWith('-----BEGIN SIGNED MESSAGE-----')) return 'x509';
  return 'unknown';
}
