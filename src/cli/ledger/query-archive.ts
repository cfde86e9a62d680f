import { toBytes } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { EntryFilter } from '../../ledger/entry-filter.ts';
import { viewEntry } from '../../ledger/entry-view.ts';
import { ask } from '../control/ask.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { OptionSpec } from '../option.ts';
import type { Words } from '../words.ts';
import { type ArchivedView, describeArchive, type Extent, makeArchiveFormat } from './archive-format.ts';

export const archiveOption: OptionSpec = {
  name: 'archive',
  says: 'from the database of an app, over all its ledgers, in place of a branch',
};

/** Was the archive asked for? It holds all ledgers, whatever their branches: one that is named as well would be ignored. */
export function isOfArchive(words: Words): boolean {
  if (!words.has('archive')) return false;
  if (!words.has('branch')) return true;
  throw new Fault('cli.usage', '--branch is for a repository: the archive knows ledgers by their origin');
}

export interface ArchiveQuery {
  readonly filter: EntryFilter;
  readonly limit: number;
  readonly format: string | null;
  readonly io: Io;
}

/** Entries of all ledgers of an installation, as its database holds them. */
export async function queryArchive({ filter, limit, format: name, io }: ArchiveQuery): Promise<ExitCode> {
  const request: JsonObject = {
    filter: { ...filter, subject: filter.subject === null ? null : { ...filter.subject } },
    limit: Number.isFinite(limit) ? limit : null,
  };
  const format = makeArchiveFormat(name, io.colours);
  let extent: Extent | null = null;
  let found = 0;
  for await (const item of ask({ command: 'ledger-query', request, io })) {
    if (extent === null) {
      extent = readExtent(item);
      await io.out(format.head(extent));
    } else {
      await io.out(format.entry(readEntry(item), found));
      found += 1;
    }
  }
  if (extent === null) throw new Fault('internal.bug', 'an archive that does not say what it holds');
  const end = { found, isLimited: found === limit };
  await io.out(format.end(extent, end));
  if (io.isWatched && name !== null) io.err(`${describeArchive(extent, end)}\n`);
  return EXIT.yes;
}

function readExtent(item: Json): Extent {
  const { ledgers, entries } = isJsonObject(item) ? item : {};
  if (typeof ledgers === 'number' && typeof entries === 'number') return { ledgers, entries };
  throw new Fault('internal.bug', 'an archive that does not say what it holds');
}

function readEntry(item: Json): ArchivedView {
  const { origin, index, bytes } = isJsonObject(item) ? item : {};
  if (typeof origin === 'string' && typeof index === 'number' && typeof bytes === 'string')
    return { origin, view: viewEntry(index, toBytes(bytes)) };
  throw new Fault('internal.bug', 'an archive that hands out something else than entries');
}
