import type { Command } from '../command.ts';
import { readIndex } from '../entry-index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { type EntryReport, showEntryJson, showEntryText } from '../ledger/entry-report.ts';
import { archiveOption, isOfArchive } from '../ledger/query-archive.ts';
import { readArchived } from '../ledger/show-archived.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { Workspace } from '../workspace.ts';

export const ledgerShow: Command = {
  usage: 'SOURCE INDEX [--archive] [--format text|json]',
  about: [
    'One entry of a ledger: what it says, and its bytes. SOURCE is a clone, a bare repository, or a URL that git can clone; INDEX counts from 0. Nothing is verified: `ledger verify` does that.',
    'With --archive SOURCE is the origin of a ledger (github.com/acme/shop), and the entry comes from the database of its app, as with `ledger query --archive`; "ref" and "commit" are null.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "leaf", "says": {…}, "entry": {…}, "base64"}. "entry" is written exactly as it stands in the ledger; null where it is not canonical JSON, then "base64" holds it. All four are null where the ledger ends before INDEX (exit 1).',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    branchOption,
    archiveOption,
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign ledger show https://github.com/acme/shop 42',
    'countersign ledger show ./shop 0 --format json',
    'countersign ledger show --archive github.com/acme/shop 0',
  ],
  async run(words, io) {
    const [source = '', text = ''] = words.positionals;
    const index = readIndex(text);
    const show = words.value('format') === 'json' ? showEntryJson : showEntryText;
    if (isOfArchive(words)) return await answer(await readArchived({ origin: source, index, io }), show, io);
    using workspace = new Workspace(io);
    using files = await EntryFiles.open(
      await openSource({ source, temporary: workspace.path, io, branch: words.value('branch') }),
    );
    return await answer({ files, index, bytes: await files.entry(index) }, show, io);
  },
};

async function answer(report: EntryReport, show: typeof showEntryText, io: Io): Promise<ExitCode> {
  await io.out(show(report));
  return report.bytes === null ? EXIT.no : EXIT.yes;
}
