import { expect, test } from '@jest/globals';
import { type ArchivedView, describeArchive, makeArchiveFormat } from '../../../src/cli/ledger/archive-format.ts';
import { csvHead, recordOf } from '../../../src/cli/ledger/entry-record.ts';
import { viewEntry } from '../../../src/ledger/entry-view.ts';
import { entryAt } from '../../ledger/sample.ts';

const extent = { ledgers: 2, entries: 12_345 };
const shown: readonly ArchivedView[] = [2, 1].map((index) => ({
  origin: `github.com/acme/shop-${index}`,
  view: viewEntry(index, entryAt(index).bytes),
}));
const show = (name: string | null, views: readonly ArchivedView[] = shown, isLimited = true): string => {
  const { head, entry, end } = makeArchiveFormat(name, false);
  return `${head(extent)}${views.map(entry).join('')}${end(extent, { found: views.length, isLimited })}`;
};

test('json has the shape of an answer from a branch, and each entry its ledger', () => {
  const records = shown.map(({ origin, view }) => ({ origin, ...recordOf(view) }));
  const nothing = { origin: null, ref: null, commit: null, read: null };
  const facts = { version: 1, size: 12_345, ledgers: 2, verified: false, limited: true, unreadable: 0 };
  expect(JSON.parse(show('json'))).toEqual({ ...facts, ...nothing, entries: records });
  expect(JSON.parse(show('json', [], false))).toMatchObject({ entries: [], limited: false });
  const lines = show('jsonl').split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records);
});

test('csv has the ledger in its first column', () => {
  const lines = show('csv').split('\r\n');
  expect(lines[0]).toBe(`origin,${csvHead.trimEnd()}`);
  expect(lines[1]).toMatch(/^github\.com\/acme\/shop-2,2,/);
});

test('the table says what was searched; an origin cannot move the cursor', () => {
  expect(show(null)).toMatch(/^ledger +entry .*\ngithub\.com\/acme\/shop-2 +2 /);
  expect(show(null)).toContain(
    '2 entries found; searched: 12,345 entries of 2 ledgers in the archive (stopped by --limit).',
  );
  expect(describeArchive({ ledgers: 1, entries: 1 }, { found: 0, isLimited: false })).toContain(
    '1 entry of 1 ledger in',
  );
  const [first] = shown;
  expect(show(null, first === undefined ? [] : [{ ...first, origin: 'a\u{1b}[2J' }])).toContain('a\\u{1b}[2J');
});
