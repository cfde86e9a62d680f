import { toBytes } from '../../base/bytes.ts';
import type { Json } from '../../base/json.ts';
import { parseEntry } from '../../ledger/entry.ts';
import { evidenceIn, evidenceOf } from '../../ledger/evidence-names.ts';
import { paths } from '../../ledger/layout.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { readContent } from './evidence-read.ts';

/** What the ledger says of pieces that stand on the evidence branch and that the database lost. */

const PAGE = 500;
/** What a database lost of a ledger is near its end. */
const MOST_ENTRIES = 20_000;
/** A request each: only for pieces that no entry names itself, which are shared and therefore few. */
const MOST_READ = 100;

interface Unknown {
  readonly branch: LedgerBranch;
  /** The newest last; at that one all of them stand. */
  readonly since: readonly string[];
  readonly unknown: readonly string[];
  /** Digests of the pieces that came with each commit. */
  readonly commits: readonly (readonly string[])[];
}

/** Those that an entry names, or a document that an entry names. Entries that the ledger's database has are believed. */
export async function findNamed(
  context: Context,
  ledger: Pick<LedgerState, 'id' | 'decided'>,
  of: Unknown,
): Promise<ReadonlySet<string>> {
  const missing = new Set(of.unknown);
  /** Digest → what it is there for. */
  const named = new Map<string, string>();
  const take = ({ as, digest }: { readonly as: string; readonly digest: string }): boolean =>
    missing.delete(digest) && named.set(digest, as) !== undefined;
  const end = Math.max(0, ledger.decided.size - MOST_ENTRIES);
  for (let to = ledger.decided.size; to > end && missing.size > 0; to -= PAGE) {
    for (const { bytes } of await context.store.ledgers.entries(ledger.id, Math.max(end, to - PAGE), to))
      for (const each of evidenceOf(parseEntry(toBytes(bytes)).statement)) take(each);
  }
  await followDocuments(of, { missing, named, take });
  return new Set(named.keys());
}

interface Following {
  readonly missing: ReadonlySet<string>;
  readonly named: ReadonlyMap<string, string>;
  readonly take: (each: { readonly as: string; readonly digest: string }) => boolean;
}

/** A document is on the branch as soon as what it uses: those that came together are read first. */
async function followDocuments(
  { branch, since, commits }: Unknown,
  { missing, named, take }: Following,
): Promise<void> {
  const head = since.at(-1);
  const isNear = (added: readonly string[]): boolean => added.some((digest) => missing.has(digest));
  const queue = [...commits.filter(isNear), ...commits.filter((added) => !isNear(added))].flat();
  for (let at = 0, read = 0; at < queue.length && read < MOST_READ && missing.size > 0 && head !== undefined; at += 1) {
    const digest = queue[at] ?? '';
    const as = named.get(digest) ?? '';
    if (as !== 'facts' && as !== 'group') continue;
    read += 1;
    const content = readContent(digest, await branch.read(head, paths.evidence(digest)));
    if (content === null) continue;
    // What is found to be a document itself may name others.
    for (const each of evidenceIn(as, JSON.parse(content.document) as Json)) if (take(each)) queue.push(each.digest);
  }
}
