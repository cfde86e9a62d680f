import { toBase64 } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { readIntact } from '../../ledger/intact.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Exported, ExportFormat } from '../ledger/export-format.ts';
import { exportFormats } from '../ledger/export-formats.ts';
import { readTree } from '../ledger/read-tree.ts';
import { branchOption, type LedgerSource, openSource } from '../ledger/source.ts';
import { Spool } from '../ledger/spool.ts';
import { count, shortOid, showOutside } from '../text.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

const names = exportFormats.map(({ name }) => name);

export const ledgerExport: Command = {
  usage: `SOURCE --to ${names.join('|')} OUT [--format text|json]`,
  about: [
    'Writes a ledger in a form that other tools read. SOURCE is a clone, a bare repository, or a URL that git can clone. Entries, tiles and root are compared with the checkpoint before anything is written; who signed it is for `ledger verify` to say.',
    ...exportFormats.map(({ name, says }) => `${name}: OUT becomes ${says}.`),
    'JSON: {"version": 1, "to", "out", "origin", "size", "root", "ref", "commit", "written", "unchanged", "removed"}.',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    branchOption,
    { name: 'to', value: 'FORMAT', choices: names, says: 'what is written' },
    ...exportFormats.flatMap(({ options }) => options),
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign ledger export ./shop --to tiles public',
    'countersign ledger export ./shop --to tiles public --format json',
    'countersign ledger export ./shop --to csv ledger.csv',
    'countersign ledger export ./shop --to vsa shop.vsa.jsonl --signing-key vsa.pem',
    'countersign ledger export ./shop --to html shop-pages --newest 200',
  ],
  async run(words, io) {
    const [name = '', out = ''] = words.positionals;
    const to = words.require('to');
    const format = exportFormats.find((one) => one.name === to);
    if (format === undefined) throw new Fault('internal.bug', `The format ${to} was allowed, and there is none`);
    refuseForeignOptions(words, format);
    using workspace = new Workspace(io);
    const source = await openSource({ source: name, temporary: workspace.path, io, branch: words.value('branch') });
    using spool = new Spool(workspace.path);
    if (io.isWatched) io.err('reading the ledger …\n');
    const ledger = readIntact(await readTree(source, spool));
    if (io.isWatched) io.err('writing …\n');
    const exported = await format.write({ ledger, out, words, io });
    const report = { to, out, ...ledger.checkpoint, root: toBase64(ledger.checkpoint.root), source, exported };
    await io.out(words.value('format') === 'json' ? showJson(report) : showText(report));
    return EXIT.yes;
  },
};

/** An option that would do nothing is a mistake of whoever gave it. */
function refuseForeignOptions(words: Words, format: ExportFormat): void {
  for (const other of exportFormats.filter((one) => one !== format)) {
    const given = other.options.find(({ name }) => words.has(name));
    if (given !== undefined) throw new Fault('cli.usage', `--${given.name} is for --to ${other.name} only`);
  }
}

interface Report {
  readonly to: string;
  readonly out: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly source: LedgerSource;
  readonly exported: Exported;
}

/** docs/cli.md describes the shape; a change of what is there raises `version`. */
function showJson({ to, out, origin, size, root, source, exported }: Report): string {
  const { written, unchanged, removed } = exported;
  const from = { ref: source.ref, commit: source.tip };
  const document = { version: 1, to, out, origin, size, root, ...from, written, unchanged, removed };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function showText({ out, origin, size, root, source, exported }: Report): string {
  const { written, unchanged, removed } = exported;
  return [
    `ledger   ${showOutside(origin)}, ${count(size, 'entry', 'entries')}`,
    `root     ${root}`,
    `branch   ${showOutside(source.ref)} at ${shortOid(source.tip)}`,
    ...(source.note === null ? [] : [`note     ${showOutside(source.note)}`]),
    `out      ${showOutside(out)}: ${count(written, 'file')} written, ${unchanged} unchanged, ${removed} removed`,
    '',
  ].join('\n');
}
