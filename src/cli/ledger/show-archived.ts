import { Fault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import { ask } from '../control/ask.ts';
import type { Io } from '../io.ts';
import type { EntryReport } from './entry-report.ts';

interface Wanted {
  readonly origin: string;
  readonly index: number;
  readonly io: Pick<Io, 'environment'>;
}

/** One entry as the archive of an installation holds it. Throws `ledger.not-found` where it has no such ledger. */
export async function readArchived({ origin, index, io }: Wanted): Promise<EntryReport> {
  for await (const item of ask({ command: 'ledger-show', request: { origin, index }, io })) {
    const { size, bytes } = isJsonObject(item) ? item : {};
    if (typeof size !== 'number' || (typeof bytes !== 'string' && bytes !== null)) break;
    const files = { checkpoint: { origin, size }, source: { ref: null, tip: null } };
    return { files, index, bytes: bytes === null ? null : Buffer.from(bytes) };
  }
  throw new Fault('internal.bug', 'an archive that hands out something else than an entry');
}
