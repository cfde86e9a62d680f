import type { EntryView } from '../../ledger/entry-view.ts';
import { count, makePaint, showOutside } from '../text.ts';
import { csvLine } from './csv.ts';
import { csvHead, csvOf, recordOf } from './entry-record.ts';
import { showView, tableHead } from './query-format.ts';

/** What an archive holds: all ledgers of an installation. */
export interface Extent {
  readonly ledgers: number;
  readonly entries: number;
}

export interface ArchivedView {
  /** Of the ledger in which the entry stands. */
  readonly origin: string;
  readonly view: EntryView;
}

export interface Found {
  readonly found: number;
  /** Is it over because as many were found as asked for? */
  readonly isLimited: boolean;
}

/** As QueryFormat, for entries of many ledgers: each says which one it stands in. */
export interface ArchiveFormat {
  readonly head: (extent: Extent) => string;
  readonly entry: (archived: ArchivedView, at: number) => string;
  readonly end: (extent: Extent, found: Found) => string;
}

export function makeArchiveFormat(name: string | null, colours: boolean): ArchiveFormat {
  if (name === 'json') return json;
  if (name === 'jsonl') return jsonLines;
  return name === 'csv' ? csv : makeTable(colours);
}

/** The shape of an answer from a branch; what only a branch has is null. */
const json: ArchiveFormat = {
  head: ({ ledgers, entries }) => {
    const branch = { origin: null, size: entries, ref: null, commit: null, verified: false };
    return `${JSON.stringify({ version: 1, ...branch, ledgers }).slice(0, -1)},"entries":[`;
  },
  entry: (archived, at) => `${at === 0 ? '' : ','}\n${JSON.stringify(recordOfArchived(archived))}`,
  end: (_extent, { isLimited }) => `\n],"read":null,"limited":${isLimited},"unreadable":0}\n`,
};

const jsonLines: ArchiveFormat = {
  head: () => '',
  entry: (archived) => `${JSON.stringify(recordOfArchived(archived))}\n`,
  end: () => '',
};

const csv: ArchiveFormat = {
  head: () => joinCsv('origin', csvHead),
  entry: ({ origin, view }) => joinCsv(origin, csvOf(view)),
  end: () => '',
};

function recordOfArchived({ origin, view }: ArchivedView) {
  return { origin, ...recordOf(view) };
}

function joinCsv(first: string, rest: string): string {
  return `${csvLine([first]).trimEnd()},${rest}`;
}

/** As wide as most origins are; a longer one is shown whole. */
const ORIGIN_WIDTH = 30;

function makeTable(colours: boolean): ArchiveFormat {
  const paint = makePaint(colours);
  return {
    head: () => `${paint('bold', `${'ledger'.padEnd(ORIGIN_WIDTH)}  ${tableHead}`)}\n`,
    entry: ({ origin, view }) => `${showOutside(origin).padEnd(ORIGIN_WIDTH)}  ${showView(view, origin)}\n`,
    end: (extent, found) => `\n${describeArchive(extent, found)}\n`,
  };
}

export function describeArchive({ ledgers, entries }: Extent, { found, isLimited }: Found): string {
  const rest = isLimited ? ' (stopped by --limit)' : '';
  const all = `${count(entries, 'entry', 'entries')} of ${count(ledgers, 'ledger')}`;
  return `${count(found, 'entry', 'entries')} found; searched: ${all} in the archive${rest}. Not verified: countersign ledger verify does that.`;
}
