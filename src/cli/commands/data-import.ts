import process from 'node:process';
import { readEnvironment, readPlace } from '../../app/config.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { openDatabase } from '../../store/open-store.ts';
import { importAll } from '../../store/transfer-import.ts';
import { checkExport } from '../../store/transfer-read.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { readLines } from '../transfer/read-lines.ts';
import { describeTotals, sayTotals } from '../transfer/report.ts';

export const dataImport: Command = {
  usage: 'FILE [--check] [--format text|json]',
  about: [
    'Takes what `data export` wrote into the database that the settings name: COUNTERSIGN_DATA, or DATABASE_URL. That has to be empty, and no app may run on it. The file is read twice: nothing is imported of one that was cut off or changed, and all of it or nothing is.',
    'Stop the app whose data it is before the export, and start it again only with the new settings: two apps with one ledger key get in each other’s way. Set the ledger key as it was. See docs/operating.md, "Move to PostgreSQL".',
    'JSON: {"version": 1, "file", "imported", "schema", "at", "rows", "jobs", "sha256"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    { name: 'check', says: 'only read the file: is it whole? No database is opened' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign data import installation.jsonl.gz --check',
    'countersign data import installation.jsonl.gz',
    'countersign data import backup.jsonl.gz --check --format json',
  ],
  async run(words, io) {
    const [file = ''] = words.positionals;
    const totals = await checkExport(readLines(file));
    const isImported = !words.has('check');
    if (isImported) await importFile(file, io);
    const next = 'Start the app with these settings, and with the ledger key that it had.';
    const said = isImported ? `Imported ${sayTotals(totals)}.\n${next}\n` : `Whole: ${sayTotals(totals)}.\n`;
    const isJson = words.value('format') === 'json';
    await io.out(isJson ? `${JSON.stringify({ ...describeTotals(file, totals), imported: isImported })}\n` : said);
    return EXIT.yes;
  },
};

async function importFile(file: string, io: Pick<Io, 'environment'>): Promise<void> {
  const { data, databaseUrl } = readPlace(readEnvironment(process.cwd(), io.environment));
  const parts = { log: silentLog, clock: systemClock };
  const database = await openDatabase({
    ...(databaseUrl === null ? { directory: data } : { url: databaseUrl }),
    ...parts,
  });
  try {
    await importAll(database, { lines: () => readLines(file), ...parts });
  } finally {
    await database.close();
  }
}
