import { viewEntry } from '../../../ledger/entry-view.ts';
import { type IntactLedger, readEntries } from '../../../ledger/intact.ts';
import { csvHead, csvOf } from '../entry-record.ts';
import type { ExportFormat } from '../export-format.ts';
import { writeNewFile } from '../new-file.ts';

export const csv: ExportFormat = {
  name: 'csv',
  says: 'a file with what the entries say, a line each under a head, for spreadsheets (RFC 4180)',
  options: [],
  write: async ({ ledger, out }) => writeNewFile(out, readLines(ledger)),
};

function* readLines({ tree, checkpoint }: IntactLedger): Generator<string> {
  yield csvHead;
  let index = 0;
  for (const bytes of readEntries(tree, checkpoint.size)) {
    yield csvOf(viewEntry(index, bytes));
    index += 1;
  }
}
