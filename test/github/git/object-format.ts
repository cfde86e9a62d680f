import { createHash } from 'node:crypto';
import type { GitCommit, GitObject, GitPerson, NewCommit } from '../git-contract.ts';

/** 40 lower-case hex digits: the stand-in's repositories use SHA-1, as GitHub's do. */
export type Oid = string;
export type ObjectType = GitObject['type'];

export function isObjectType(text: string): text is ObjectType {
  return text === 'blob' || text === 'tree' || text === 'commit' || text === 'tag';
}

/** An entry as the tree object has it: the mode is what git writes (`40000` for a directory). */
export interface RawTreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly oid: Oid;
}

export const ZERO_OID: Oid = '0'.repeat(40);
export const EMPTY_TREE: Oid = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** About the end of the year 9999, the last that a timestamp can be written for. */
const LAST_SECOND = 253_402_200_000;
/** About the beginning of the year 1. */
const FIRST_SECOND = -62_135_500_000;

export function hashObject(type: ObjectType, bytes: Uint8Array): Oid {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Git's order: bytewise, a directory compared as if its name ended in a slash. */
export function encodeTree(entries: readonly RawTreeEntry[]): Buffer {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.mode === '40000' ? `${entry.name}/` : entry.name),
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.oid, 'hex')]),
  );
}

export function decodeTree(bytes: Buffer): readonly RawTreeEntry[] {
  const entries: RawTreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    entries.push({
      mode: bytes.toString('latin1', at, space),
      name: bytes.toString('utf8', space + 1, end),
      oid: bytes.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

const cleanName = (text: string): string => text.replaceAll(/[<>\n\0]/g, '').trim();

function encodePerson(person: GitPerson): string {
  const zone = /([+-]\d\d):?(\d\d)$/.exec(person.date);
  const seconds = Math.floor(Date.parse(person.date) / 1_000);
  if (Number.isNaN(seconds)) throw new Error(`not a date: ${person.date}`);
  return `${cleanName(person.name)} <${cleanName(person.email)}> ${seconds} ${zone?.[1] ?? '+00'}${zone?.[2] ?? '00'}`;
}

export function decodePerson(line: string): GitPerson {
  const match = /^(.*?) ?<([^>]*)>(?: (-?\d+))?(?: ([+-]\d{4}))?/.exec(line);
  const zone = match?.[4] ?? '+0000';
  const minutes = Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  const seconds = Math.max(FIRST_SECOND, Math.min(Number(match?.[3] ?? 0), LAST_SECOND));
  const local = new Date((seconds + minutes * 60) * 1_000).toISOString().slice(0, 19);
  const suffix = zone === '+0000' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return { name: match?.[1] ?? '', email: match?.[2] ?? '', date: `${local}${suffix}` };
}

/** The bytes of an unsigned commit: what a signature covers. */
export function encodeCommit(fields: NewCommit): Buffer {
  const head = [
    `tree ${fields.tree}`,
    ...fields.parents.map((parent) => `parent ${parent}`),
    `author ${encodePerson(fields.author)}`,
    `committer ${encodePerson(fields.committer)}`,
  ];
  return Buffer.from(`${head.join('\n')}\n\n${fields.message}`);
}

/** Puts the signature where git puts it: a `gpgsig` header after the committer, before the blank line. */
export function addSignature(payload: Buffer, signature: string): Buffer {
  const blank = payload.indexOf('\n\n');
  const header = `\ngpgsig ${signature.trimEnd().replaceAll('\n', '\n ')}`;
  return Buffer.concat([payload.subarray(0, blank), Buffer.from(header), payload.subarray(blank)]);
}

/** Reads a commit of any origin: unknown headers are skipped, an odd encoding becomes replacement characters. */
export function decodeCommit(oid: Oid, bytes: Buffer): GitCommit {
  const blank = bytes.indexOf('\n\n');
  const headEnd = blank < 0 ? bytes.length : blank;
  const kept: Buffer[] = [];
  const signature: string[] = [];
  const headers = new Map<string, string[]>();
  let current = '';
  for (let at = 0; at < headEnd; ) {
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 || newline > headEnd ? headEnd : newline;
    const line = bytes.toString('utf8', at, end);
    const isContinuation = line.startsWith(' ');
    if (!isContinuation) current = line.slice(0, line.indexOf(' '));
    if (current === 'gpgsig' || current === 'gpgsig-sha256') {
      signature.push(line.slice(isContinuation ? 1 : current.length + 1));
    } else {
      kept.push(bytes.subarray(at, end + 1));
      if (!isContinuation) headers.set(current, [...(headers.get(current) ?? []), line.slice(current.length + 1)]);
    }
    at = end + 1;
  }
  return {
    oid,
    tree: headers.get('tree')?.[0] ?? '',
    parents: headers.get('parent') ?? [],
    author: decodePerson(headers.get('author')?.[0] ?? ''),
    committer: decodePerson(headers.get('committer')?.[0] ?? ''),
    message: blank < 0 ? '' : bytes.toString('utf8', blank + 2),
    signature: signature.length === 0 ? null : signature.join('\n'),
    payload: signature.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(headEnd + 1)]),
  };
}
