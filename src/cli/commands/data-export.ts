import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json, objectOf } from '../../base/json.ts';
import type { Totals } from '../../store/store.ts';
import type { Command } from '../command.ts';
import { ask } from '../control/ask.ts';
import { EXIT } from '../exit-code.ts';
import { describeTotals, sayTotals } from '../transfer/report.ts';
import { refuseExisting, writeExport } from '../transfer/write-export.ts';

export const dataExport: Command = {
  usage: 'FILE [--format text|json]',
  about: [
    'Writes everything that the database of an installation holds into a new file, as it is at one instant: a backup, or the way to another database (`data import`). An app that holds the database is asked through its socket and goes on afterwards; a PostgreSQL server is asked itself. FILE is readable for its owner only, and nothing is ever replaced.',
    'The ledger key is not in it, nor any other secret of the app. What people wrote is. See docs/operating.md, "Move to PostgreSQL".',
    'JSON: {"version": 1, "file", "bytes", "schema", "at", "rows", "jobs", "sha256"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: ['countersign data export installation.jsonl.gz', 'countersign data export backup.jsonl.gz --format json'],
  async run(words, io) {
    const [file = ''] = words.positionals;
    await refuseExisting(file);
    const isJson = words.value('format') === 'json';
    const told = io.isWatched && !isJson ? (line: string) => io.err(`${line}\n`) : () => undefined;
    const end: { totals?: Totals } = {};
    const items = ask({ command: 'data-export', request: {}, io });
    const bytes = await writeExport(file, textOf(items, { end, told }), io);
    const { totals } = end;
    if (totals === undefined) throw new Fault('internal.bug', 'an export without an end');
    const said = `Exported ${sayTotals(totals)}, into ${file}.\nThe ledger key is not in it: keep that apart.\n`;
    await io.out(isJson ? `${JSON.stringify({ ...describeTotals(file, totals), bytes })}\n` : said);
    return EXIT.yes;
  },
};

interface Telling {
  /** Filled when all of it was there. */
  readonly end: { totals?: Totals };
  readonly told: (line: string) => void;
}

const MEGABYTE = 1024 * 1024;
/** Of text: often enough for somebody who waits. */
const TOLD_EVERY = 64 * MEGABYTE;

async function* textOf(items: AsyncIterable<Json>, { end, told }: Telling): AsyncGenerator<string> {
  let length = 0;
  for await (const item of items) {
    const { text, totals } = objectOf(item);
    if (typeof text === 'string') {
      yield text;
      if (Math.floor((length + text.length) / TOLD_EVERY) > Math.floor(length / TOLD_EVERY))
        told(`${Math.floor((length + text.length) / MEGABYTE)} MB before compression`);
      length += text.length;
    } else if (isTotals(totals)) end.totals = totals;
  }
}

/** Both ends are one version, and the app wrote it: one field tells that it is there. */
function isTotals(value: unknown): value is Totals {
  return isJsonObject(value) && typeof value['sha256'] === 'string';
}
