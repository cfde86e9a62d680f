import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type ReadDocument, unpackFacts } from '../../../src/ledger/facts-document.ts';
import type { Book } from '../book.ts';
import { type Decided, decisionsOf } from '../decisions.ts';
import type { Broken } from './broken.ts';

/**
 * Every cause has exactly one entry. A cause is that a pull request's verdict became another one, that a policy did, or a
 * push; so no id stands in a ledger twice, no webhook is answered by two decisions on a pull request and no push told
 * twice, no decision repeats the one before (what people are told may be all that differs, and that is in the evidence
 * alone), and versions of a policy count 1, 2, 3 … with another text each. (That no decision is missing is looked at by
 * checks.ts: the last one says what holds.)
 */
export function checkEntries(repository: string, book: Book, read: ReadDocument): readonly Broken[] {
  const broken: Broken[] = [];
  const say = (message: string, number?: number): void =>
    void broken.push({ invariant: 'entries', about: repository, message, ...(number === undefined ? {} : { number }) });
  const ids = new Map<string, number>();
  for (const [index, entry] of book.entries.entries()) {
    const { id } = headerOf(entry);
    const before = ids.get(id);
    if (before !== undefined) say(`entries ${before} and ${index} have the same id ${id}`);
    ids.set(id, index);
  }
  const last = new Map<number, Decided>();
  const answered = new Map<string, number>();
  for (const decided of decisionsOf(book)) {
    const { number, index, verdict, guids } = decided;
    const before = last.get(number);
    const judged = verdictOf(decided, read);
    if (judged === null) say(`the evidence of entry ${index} cannot be read`, number);
    if (before?.content === decided.content && judged === verdictOf(before, read))
      say(`entries ${before.index} and ${index} record the same (${verdict}) of #${number}`, number);
    last.set(number, decided);
    for (const guid of guids) {
      const other = answered.get(`${number} ${guid}`);
      if (other !== undefined) say(`entries ${other} and ${index} answer the same webhook ${guid}`, number);
      answered.set(`${number} ${guid}`, index);
    }
  }
  const told = new Map<string, number>();
  for (const [index, entry] of book.entries.entries()) {
    const { kind, deliveries = [] } = headerOf(entry);
    for (const guid of kind === 'landed' ? deliveries : []) {
      if (told.has(guid)) say(`entries ${told.get(guid)} and ${index} tell of the same push ${guid}`);
      told.set(guid, index);
    }
  }
  const policies = book.entries.filter((entry) => headerOf(entry).kind === 'policy').map(policyOf);
  for (const [at, { version, digest }] of policies.entries()) {
    if (version !== at + 1) say(`policy version ${version} comes as number ${at + 1}`);
    if (digest === policies[at - 1]?.digest) say(`policy version ${version} is the one before`);
  }
  return broken;
}

/** Digest over the whole verdict, with what people are told. */
function verdictOf({ facts }: Decided, read: ReadDocument): Json {
  return unpackFacts(facts, read)?.content['verdict'] ?? null;
}

interface Head {
  readonly id: string;
  readonly kind: string;
  readonly deliveries?: readonly string[];
}

function headerOf({ predicate }: JsonObject): Head {
  return (predicate as JsonObject)['countersign'] as unknown as Head;
}

function policyOf({ predicate }: JsonObject): { readonly version: number; readonly digest: string } {
  const { version, policy } = predicate as unknown as { version: number; policy: { digest: { sha256: string } } };
  return { version, digest: policy.digest.sha256 };
}
