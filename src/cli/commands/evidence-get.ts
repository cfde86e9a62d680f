import { toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import { evidenceOf } from '../../ledger/evidence-names.ts';
import { EVIDENCE_BRANCH } from '../../ledger/layout.ts';
import type { Command } from '../command.ts';
import { readIndex } from '../entry-index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import {
  complain,
  type EvidenceAnswer,
  showDocument,
  showEntryDocumentsJson,
  showOneJson,
} from '../ledger/evidence-answer.ts';
import { explainGone } from '../ledger/evidence-gone.ts';
import { EvidenceShelf } from '../ledger/evidence-shelf.ts';
import { openEvidence } from '../ledger/evidence-source.ts';
import { branchOption, openSource, type SourceOptions } from '../ledger/source.ts';
import { showOutside } from '../text.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

export const evidenceGet: Command = {
  usage: 'SOURCE DIGEST|--entry INDEX [--branch NAME] [--whole] [--format text|json]',
  about: [
    'What a decision was made of: a document of the evidence branch by its digest, or the first eight digits of it or more. SOURCE is a clone, a bare repository, or a URL that git can clone. The digest is computed anew; a document that does not give it is never shown (exit 1).',
    'A document that is not there is exit 1 too, with what the ledger knows of it: that it was erased, that an entry names it, or that nothing does.',
    'JSON: {"version": 1, "ref", "commit", "digest", "state", "salt", "document", "missing", "namedBy", "redactedBy"}; with --entry {"version": 1, "ref", "commit", "entry", "documents": [{"as", "digest", …}]}.',
  ],
  arguments: { least: 1, most: 2 },
  options: [
    { name: 'entry', value: 'INDEX', says: 'everything that this entry of the ledger names, instead of one document' },
    branchOption,
    {
      name: 'whole',
      says: 'put the documents that a document names in their places: the facts with everything that they build on',
    },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign evidence get https://github.com/acme/api --entry 3 --whole',
    'countersign evidence get ./shop 31df26aa',
    'countersign evidence get ./shop 31df26aa --format json',
  ],
  async run(words, io) {
    const [source = '', digest] = words.positionals;
    const asked = readAsked(digest ?? null, words.value('entry'));
    using workspace = new Workspace(io);
    const options = { source, temporary: workspace.path, io, branch: words.value('branch') };
    const branch = await openEvidence(options);
    if (branch === null) throw noEvidence(source);
    using shelf = new EvidenceShelf(branch);
    const asking = { shelf, words, io, options };
    return typeof asked === 'number' ? await getEntry(asked, asking) : await getOne(asked, asking);
  },
};

interface Asking {
  readonly shelf: EvidenceShelf;
  readonly words: Words;
  readonly io: Io;
  readonly options: SourceOptions;
}

async function getOne(prefix: string, { shelf, words, io, options }: Asking): Promise<ExitCode> {
  const digest = only(prefix, await shelf.find(prefix));
  const answers = digest === null ? await gone(prefix, shelf, options) : [await answer(null, digest, { shelf, words })];
  only(
    prefix,
    answers.map(({ found }) => found.digest),
  );
  const isJson = words.value('format') === 'json';
  for (const each of answers) {
    if (isJson) await io.out(showOneJson(each, shelf));
    else await showText(each, io);
  }
  return answers.every(({ found }) => found.state === 'there') ? EXIT.yes : EXIT.no;
}

/** Null: none. */
function only(prefix: string, digests: readonly string[]): string | null {
  const [digest = null] = digests;
  if (digests.length < 2) return digest;
  throw new Fault('cli.usage', `${prefix} is the beginning of several digests: ${digests.slice(0, 5).join(', ')}`);
}

async function gone(prefix: string, shelf: EvidenceShelf, options: SourceOptions): Promise<readonly EvidenceAnswer[]> {
  const explained = await explainGone(prefix, shelf.source, options);
  return explained.map((each) => ({
    as: null,
    found: { state: 'absent', digest: each.digest },
    whole: null,
    gone: each,
  }));
}

async function answer(
  as: string | null,
  digest: string,
  { shelf, words }: Pick<Asking, 'shelf' | 'words'>,
): Promise<EvidenceAnswer> {
  const found = await shelf.read(digest);
  const whole = words.has('whole') && found.state === 'there' ? await shelf.complete(found) : null;
  return { as, found, whole, gone: null };
}

async function getEntry(index: number, { shelf, words, io, options }: Asking): Promise<ExitCode> {
  using files = await EntryFiles.open(await openSource(options));
  const bytes = await files.entry(index);
  const isJson = words.value('format') === 'json';
  if (bytes === null) {
    const sentence = `There is no entry ${index}: the ledger has ${files.checkpoint.size}.\n`;
    await io.out(isJson ? showEntryDocumentsJson(index, [], shelf) : sentence);
    return EXIT.no;
  }
  const answers: EvidenceAnswer[] = [];
  for (const { as, digest } of namedBy(bytes)) {
    const found = await answer(as, digest, { shelf, words });
    const [reason] = found.found.state === 'absent' ? await gone(digest, shelf, options) : [];
    answers.push({ ...found, gone: reason?.gone ?? null });
  }
  if (isJson) await io.out(showEntryDocumentsJson(index, answers, shelf));
  for (const each of isJson ? [] : answers) {
    await io.out(`# ${showOutside(each.as ?? '')} ${each.found.digest}\n`);
    await showText(each, io);
  }
  return answers.every(({ found }) => found.state === 'there') ? EXIT.yes : EXIT.no;
}

/** What there is to say beside a document keeps out of it; where there is none, it is the answer. */
async function showText(each: EvidenceAnswer, io: Io): Promise<void> {
  const document = showDocument(each);
  if (document !== null) await io.out(document);
  for (const line of complain(each)) {
    if (document === null) await io.out(`${line}\n`);
    else io.err(`countersign: ${line}\n`);
  }
}

function namedBy(bytes: Uint8Array): ReturnType<typeof evidenceOf> {
  try {
    const statement: unknown = JSON.parse(toText(bytes) ?? '');
    return isJsonObject(statement) ? evidenceOf(statement) : [];
  } catch {
    throw new Fault('ledger.inconsistent', 'The entry cannot be read', {
      next: 'Run `countersign ledger verify` and see what it names.',
    });
  }
}

function readAsked(digest: string | null, entry: string | null): string | number {
  if ((digest === null) === (entry === null))
    throw new Fault('cli.usage', 'What is asked for is either a digest, or what an entry names: --entry INDEX');
  if (entry !== null) return readIndex(entry);
  if (digest !== null && /^[0-9a-f]{8,64}$/.test(digest)) return digest;
  throw new Fault('cli.usage', `A digest has 64 hex digits, of which eight are enough, not ${JSON.stringify(digest)}`);
}

function noEvidence(source: string): Fault {
  return new Fault('ledger.not-found', `${source} has no branch ${EVIDENCE_BRANCH}`, {
    next: 'Name a repository or a URL that has it; a clone of another single branch does not.',
  });
}
