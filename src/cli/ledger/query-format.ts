import type { EntryView } from '../../ledger/entry-view.ts';
import { count, makePaint, shorten, showOutside } from '../text.ts';
import type { EntryFiles } from './entry-files.ts';
import { csvHead, csvOf, nameActor, nameSubject, recordOf } from './entry-record.ts';

/** What of a ledger was looked at; entries `from` (the oldest) to `to`, both included. Null: none was. */
export interface Reading {
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly found: number;
  readonly unreadable: number;
  /** Is it over because as many were found as asked for? */
  readonly isLimited: boolean;
}

/** How an answer is written, entry by entry as they are found: none is held back. */
export interface QueryFormat {
  readonly head: (files: EntryFiles) => string;
  readonly entry: (view: EntryView, at: number) => string;
  readonly end: (files: EntryFiles, reading: Reading) => string;
}

export function makeFormat(name: string | null, colours: boolean): QueryFormat {
  if (name === 'json') return json;
  if (name === 'jsonl') return jsonLines;
  return name === 'csv' ? csv : makeTable(colours);
}

/** docs/cli.md describes the shape; a change of what is there raises `version`. */
const json: QueryFormat = {
  head: ({ checkpoint, source }) => {
    const { origin, size } = checkpoint;
    const facts = JSON.stringify({ version: 1, origin, size, ref: source.ref, commit: source.tip, verified: false });
    return `${facts.slice(0, -1)},"entries":[`;
  },
  entry: (view, at) => `${at === 0 ? '' : ','}\n${JSON.stringify(recordOf(view))}`,
  end: (_files, { range, isLimited, unreadable }) =>
    `\n],"read":${JSON.stringify(range)},"limited":${isLimited},"unreadable":${unreadable}}\n`,
};

const jsonLines: QueryFormat = {
  head: () => '',
  entry: (view) => `${JSON.stringify(recordOf(view))}\n`,
  end: () => '',
};

const csv: QueryFormat = { head: () => csvHead, entry: csvOf, end: () => '' };

const WIDTHS = { index: 7, time: 24, kind: 8, result: 8, subject: 24, actor: 20 } as const;
const LONGEST_RULES = 100;

function makeTable(colours: boolean): QueryFormat {
  let origin: string | null = null;
  return {
    head: (files) => {
      ({ origin } = files.checkpoint);
      return `${makePaint(colours)('bold', tableHead)}\n`;
    },
    entry: (view) => `${showView(view, origin)}\n`,
    end: (files, reading) => `\n${describeReading(files, reading)}\n`,
  };
}

/** An entry as a row of the table, without the end of its line. */
export function showView(view: EntryView, origin: string | null): string {
  const { index, time, kind, results, rules, isReadable } = view;
  if (!isReadable) return showRow([String(index), '', '?', '', 'cannot be read', '', '']);
  const facts = [
    String(index),
    time ?? '',
    kind ?? '',
    results.at(-1) ?? '',
    nameSubject(view, origin),
    nameActor(view),
  ];
  return showRow([...facts, shorten(rules.join(', '), LONGEST_RULES)]);
}

export const tableHead: string = showRow(['entry', 'time', 'kind', 'result', 'subject', 'actor', 'rules']);

/** Columns are as wide as usual; what is longer is shown whole and moves its neighbours. */
function showRow(cells: readonly string[]): string {
  const widths = Object.values(WIDTHS);
  return cells
    .map((cell, at) => showOutside(cell).padEnd(widths[at] ?? 0))
    .join('  ')
    .trimEnd();
}

/** How far it was read, and that nobody verified it. */
export function describeReading(files: EntryFiles, { range, found, isLimited }: Reading): string {
  const { checkpoint } = files;
  const read = range === null ? 'none' : `${range.from}–${range.to}`;
  const rest = isLimited ? ' (stopped by --limit)' : '';
  const all = count(checkpoint.size, 'entry', 'entries');
  return `${count(found, 'entry', 'entries')} found; read: ${read} of ${all} of ${showOutside(checkpoint.origin)}${rest}. Not verified: countersign ledger verify does that.`;
}
