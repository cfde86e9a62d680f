import { toText } from '../base/bytes.ts';
import { Fault, isFault } from '../base/fault.ts';
import { parseWitnessVkey, type WitnessKey } from './cosignature.ts';
import { parseVkey, type VerifierKey } from './note-key.ts';

/**
 * Which logs are accepted, and which witnesses have to have cosigned: the policy file of C2SP tlog-policy. Its octets
 * above 0x7f mean nothing (specification, "Character set"), so it is read as Latin-1: one character an octet.
 */

export interface WitnessPolicy {
  readonly logs: readonly { readonly key: VerifierKey; readonly url: string | null }[];
  readonly witnesses: readonly PolicyWitness[];
  readonly quorum: Quorum;
}

export interface PolicyWitness {
  /** Within this file only; the key has a name of its own. */
  readonly name: string;
  readonly key: WitnessKey;
  readonly url: string | null;
}

/** What has to have cosigned: nobody, one witness, or a number of members. A witness stands in it at most once. */
export type Quorum =
  | { readonly is: 'none' }
  | { readonly is: 'witness'; readonly name: string; readonly key: WitnessKey }
  | { readonly is: 'group'; readonly name: string; readonly threshold: number; readonly members: readonly Quorum[] };

export const MAXIMUM_POLICY_BYTES = 1_000_000;
/** Logs, witnesses and groups together; the specification asks for 32 of each. */
const MAXIMUM_DEFINITIONS = 1000;

/** Have enough witnesses cosigned? `cosigners` holds keys of this policy whose cosignatures were verified. */
export function isQuorumReached(quorum: Quorum, cosigners: ReadonlySet<WitnessKey>): boolean {
  if (quorum.is === 'none') return true;
  if (quorum.is === 'witness') return cosigners.has(quorum.key);
  const reached = quorum.members.filter((member) => isQuorumReached(member, cosigners));
  return reached.length >= quorum.threshold;
}

/** Throws Fault `ledger.witness-policy`, with the place, for the first thing that the specification does not allow. */
export function parseWitnessPolicy(bytes: Uint8Array): WitnessPolicy {
  if (bytes.length > MAXIMUM_POLICY_BYTES)
    throw new Fault('ledger.witness-policy', `above ${MAXIMUM_POLICY_BYTES} bytes`);
  const draft: Draft = { logs: [], witnesses: [], quorum: null, named: new Map(), members: new Set(), keys: new Set() };
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  for (const [at, line] of lines.entries()) readLine(draft, line, at + 1);
  const { logs, witnesses, quorum } = draft;
  if (quorum === null) throw refuse({ text: '', line: lines.length, column: 1 }, 'there is no quorum line');
  return { logs, witnesses, quorum };
}

interface Draft {
  readonly logs: WitnessPolicy['logs'][number][];
  readonly witnesses: PolicyWitness[];
  quorum: Quorum | null;
  /** Witnesses and groups share their names. */
  readonly named: Map<string, Quorum>;
  /** Names that are members of a group already. */
  readonly members: Set<string>;
  /** Public keys by use: two names over one key are one witness, and must not count twice. */
  readonly keys: Set<string>;
}

interface Word {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

function readLine(draft: Draft, text: string, line: number): void {
  const forbidden = /[^\t\u0020-\u007e\u0080-\u00ff]/.exec(text);
  if (forbidden !== null)
    throw refuse({ text, line, column: forbidden.index + 1 }, 'a control character (a carriage return, perhaps)');
  const [keyword, ...words] = [...text.matchAll(/[^ \t]+/g)].map((found) => ({
    text: found[0],
    line,
    column: found.index + 1,
  }));
  if (keyword === undefined || keyword.text.startsWith('#')) return;
  const read = READERS.get(keyword.text);
  if (read === undefined) throw refuse(keyword, `${show(keyword.text)} is not log, witness, group or quorum`);
  if (draft.logs.length + draft.named.size >= MAXIMUM_DEFINITIONS)
    throw refuse(keyword, `more than ${MAXIMUM_DEFINITIONS} logs, witnesses and groups`);
  read(draft, { keyword, words });
}

interface Statement {
  readonly keyword: Word;
  readonly words: readonly Word[];
}

const READERS: ReadonlyMap<string, (draft: Draft, statement: Statement) => void> = new Map([
  ['log', readLog],
  ['witness', readWitness],
  ['group', readGroup],
  ['quorum', readQuorum],
]);

function readLog(draft: Draft, { keyword, words }: Statement): void {
  const [vkey, url, extra] = words;
  if (vkey === undefined || extra !== undefined) throw refuse(keyword, 'a log is written: log VKEY [URL]');
  const key = readKey(vkey, parseVkey);
  claimKey(draft, vkey, { use: 'log', publicKey: key.publicKey });
  draft.logs.push({ key, url: url === undefined ? null : show(url.text) });
}

function readWitness(draft: Draft, { keyword, words }: Statement): void {
  const [name, vkey, url, extra] = words;
  if (name === undefined || vkey === undefined || extra !== undefined)
    throw refuse(keyword, 'a witness is written: witness NAME VKEY [URL]');
  const key = readKey(vkey, parseWitnessVkey);
  claimKey(draft, vkey, { use: 'witness', publicKey: key.publicKey });
  const shown = show(name.text);
  define(draft, name, { is: 'witness', name: shown, key });
  draft.witnesses.push({ name: shown, key, url: url === undefined ? null : show(url.text) });
}

function readGroup(draft: Draft, { keyword, words }: Statement): void {
  const [name, threshold, ...listed] = words;
  if (name === undefined || threshold === undefined || listed.length === 0)
    throw refuse(keyword, 'a group is written: group NAME all|any|NUMBER MEMBER…');
  const members = listed.map((word) => {
    const member = find(draft, word);
    if (draft.members.has(word.text)) throw refuse(word, `${show(word.text)} is a member of a group already`);
    draft.members.add(word.text);
    return member;
  });
  const least = readThreshold(threshold, members.length);
  define(draft, name, { is: 'group', name: show(name.text), threshold: least, members });
}

function readQuorum(draft: Draft, { keyword, words }: Statement): void {
  const [name, extra] = words;
  if (name === undefined || extra !== undefined) throw refuse(keyword, 'the quorum is written: quorum NAME|none');
  if (draft.quorum !== null) throw refuse(keyword, 'there is a quorum line already');
  draft.quorum = name.text === 'none' ? { is: 'none' } : find(draft, name);
}

function readThreshold(word: Word, members: number): number {
  if (word.text === 'any') return 1;
  if (word.text === 'all') return members;
  const threshold = /^\d{1,9}$/.test(word.text) ? Number(word.text) : 0;
  if (threshold < 1 || threshold > members)
    throw refuse(word, `of ${members} members, all, any or 1 to ${members} can be asked for, not ${show(word.text)}`);
  return threshold;
}

function readKey<K>(word: Word, parse: (vkey: string) => K): K {
  try {
    return parse(show(word.text));
  } catch (error) {
    if (!isFault(error, 'ledger.key')) throw error;
    throw refuse(word, error.message);
  }
}

function claimKey(
  draft: Draft,
  word: Word,
  { use, publicKey }: { readonly use: string; readonly publicKey: Uint8Array },
): void {
  const claim = `${use} ${publicKey.join(' ')}`;
  if (draft.keys.has(claim)) throw refuse(word, `another ${use} line has the same public key`);
  draft.keys.add(claim);
}

function define(draft: Draft, word: Word, meaning: Quorum): void {
  if (word.text === 'none') throw refuse(word, 'none is no name of a witness or group');
  if (draft.named.has(word.text)) throw refuse(word, `${show(word.text)} is defined already`);
  draft.named.set(word.text, meaning);
}

function find(draft: Draft, word: Word): Quorum {
  const found = draft.named.get(word.text);
  if (found === undefined) throw refuse(word, `no line before this one defines ${show(word.text)}`);
  return found;
}

/** The octets as the text that they probably are. */
function show(octets: string): string {
  return toText(Buffer.from(octets, 'latin1')) ?? octets;
}

function refuse({ line, column }: Word, message: string): Fault {
  return new Fault('ledger.witness-policy', message, { position: { line, column } });
}
