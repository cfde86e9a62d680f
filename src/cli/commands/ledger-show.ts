import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { showEntryJson, showEntryText } from '../ledger/entry-report.ts';
import { openSource } from '../ledger/source.ts';
import { Workspace } from '../workspace.ts';

export const ledgerShow: Command = {
  usage: 'SOURCE INDEX [--format text|json]',
  about: [
    'One entry of a ledger: what it says, and its bytes. SOURCE is a clone, a bare repository, or a URL that git can clone; INDEX counts from 0. Nothing is verified: `ledger verify` does that.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "leaf", "says": {…}, "entry": {…}, "base64"}. "entry" is written exactly as it stands in the ledger; null where it is not canonical JSON, then "base64" holds it. All four are null where the ledger ends before INDEX (exit 1).',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign ledger show https://github.com/acme/shop 42',
    'countersign ledger show ./shop 0 --format json',
  ],
  async run(words, io) {
    const [source = '', text = ''] = words.positionals;
    const index = readIndex(text);
    using workspace = new Workspace(io);
    using files = await EntryFiles.open(await openSource({ source, temporary: workspace.path, io }));
    const bytes = await files.entry(index);
    const report = { files, index, bytes };
    await io.out(words.value('format') === 'json' ? showEntryJson(report) : showEntryText(report));
    return bytes === null ? EXIT.no : EXIT.yes;
  },
};

function readIndex(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Fault('cli.usage', `An index is a number from 0, not ${JSON.stringify(text)}`);
}
