import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { archiveOption, isOfArchive, queryArchive } from '../ledger/query-archive.ts';
import { describeReading, makeFormat } from '../ledger/query-format.ts';
import { filterOptions, readFilter } from '../ledger/read-filter.ts';
import { searchEntries } from '../ledger/search.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { count } from '../text.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

const USUAL_LIMIT = 50;

export const ledgerQuery: Command = {
  usage:
    'SOURCE|--archive [--kind K] [--actor A] [--subject S] [--result R] [--rule R] [--ticket T] [--environment E] [--artifact SHA256] [--repository OWNER/NAME]… [--since T] [--until T] [--limit N] [--format text|json|jsonl|csv]',
  about: [
    'Entries of a ledger, newest first, from a clone, a bare repository or a URL that git can clone. An entry has to fit everything that is asked for.',
    'With --archive, in place of SOURCE: entries of all ledgers of an installation, as the database of its app holds them. COUNTERSIGN_DATA or DATABASE_URL says where it is, as for `start`; a running app is asked through its socket.',
    'Nothing is verified: `ledger verify` does that. The answer says which entries were read. Nothing found is an answer too (exit 0); entries that cannot be read leave it open (exit 3).',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "entries": [{"index", "time", "kind", …}], "read": {"from", "to"}, "limited", "unreadable"}.',
  ],
  arguments: { least: 0, most: 1 },
  options: [
    branchOption,
    archiveOption,
    ...filterOptions,
    { name: 'limit', value: 'N', says: `how many at most, or all (default: ${USUAL_LIMIT})` },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'json', 'jsonl', 'csv'],
      says: 'how the answer is written (default: text)',
    },
  ],
  examples: [
    'countersign ledger query https://github.com/acme/shop --kind decision --result deny --limit 10',
    'countersign ledger query ./shop --subject refs/pull/42/head --format json',
    'countersign ledger query --archive --actor 583231 --limit 10',
    'countersign ledger query ./shop --since 2026-11-01 --until 2026-11-30 --limit all --format csv > november.csv',
  ],
  async run(words, io) {
    const [source] = words.positionals;
    const filter = readFilter(words);
    const limit = readLimit(words);
    if (isOfArchive(words)) {
      if (source !== undefined) throw new Fault('cli.usage', '--archive stands in place of SOURCE');
      return await queryArchive({ filter, limit, format: words.value('format'), io });
    }
    if (source === undefined) throw new Fault('cli.usage', 'SOURCE or --archive is missing');
    using workspace = new Workspace(io);
    using files = await EntryFiles.open(
      await openSource({ source, temporary: workspace.path, io, branch: words.value('branch') }),
    );
    const format = makeFormat(words.value('format'), io.colours);
    await io.out(format.head(files));
    const found = async (...one: Parameters<typeof format.entry>): Promise<void> => io.out(format.entry(...one));
    const reading = await searchEntries({ files, filter, limit, found });
    await io.out(format.end(files, reading));
    // On a terminal the table says it by itself; lines in a file are for programs.
    if (io.isWatched && words.value('format') !== null) io.err(`${describeReading(files, reading)}\n`);
    return conclude(reading.unreadable, io);
  },
};

function conclude(unreadable: number, io: Io): ExitCode {
  if (unreadable === 0) return EXIT.yes;
  const entries = count(unreadable, 'entry', 'entries');
  io.err(`countersign: ${entries} cannot be read: see countersign ledger verify.\n`);
  return EXIT.undetermined;
}

function readLimit(words: Words): number {
  const text = words.value('limit');
  if (text === null) return USUAL_LIMIT;
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Fault('cli.usage', `--limit is a number from 1, or all, not ${JSON.stringify(text)}`);
}
