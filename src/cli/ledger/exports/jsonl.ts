import { toText } from '../../../base/bytes.ts';
import { Fault } from '../../../base/fault.ts';
import { type IntactLedger, readEntries } from '../../../ledger/intact.ts';
import type { ExportFormat } from '../export-format.ts';
import { writeNewFile } from '../new-file.ts';

export const jsonLines: ExportFormat = {
  name: 'jsonl',
  says: 'a file with the entries as they are, a line each',
  options: [],
  write: async ({ ledger, out }) => writeNewFile(out, readLines(ledger)),
};

function* readLines({ tree, checkpoint }: IntactLedger): Generator<string> {
  let index = 0;
  for (const bytes of readEntries(tree, checkpoint.size)) {
    const text = toText(bytes);
    // The hashes say that the signer wrote it, not that it is an entry: line n has to stay entry n, byte for byte.
    if (text === null || text.includes('\n')) {
      throw new Fault('ledger.entry', `Entry ${index} is not one line of text`, {
        next: 'Run `countersign ledger verify`, which names every problem.',
      });
    }
    yield `${text}\n`;
    index += 1;
  }
}
