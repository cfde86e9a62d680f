import { expect, test } from '@jest/globals';
import { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { csvHead, recordOf } from '../../../src/cli/ledger/entry-record.ts';
import { describeReading, makeFormat, type Reading } from '../../../src/cli/ledger/query-format.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { type EntryView, viewEntry } from '../../../src/ledger/entry-view.ts';
import { entryAt, ORIGIN } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

const reading: Reading = { range: { from: 1, to: 2 }, found: 2, unreadable: 0, isLimited: true };
const views = [2, 1].map((index) => viewEntry(index, entryAt(index).bytes));

async function show(format: string | null, shown: readonly EntryView[] = views, read = reading): Promise<string> {
  const branch = new LedgerBranch();
  branch.grow(3);
  try {
    using files = await EntryFiles.open(
      await openSource({ source: branch.repository.path, temporary: '', io: testIo() }),
    );
    const { head, entry, end } = makeFormat(format, false);
    return `${head(files)}${shown.map(entry).join('')}${end(files, read)}`;
  } finally {
    branch.repository.remove();
  }
}

test('json is one document', async () => {
  const answer: unknown = JSON.parse(await show('json'));
  expect(answer).toEqual({
    version: 1,
    origin: ORIGIN,
    size: 3,
    ref: 'refs/heads/countersign/ledger',
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    verified: false,
    entries: views.map(recordOf),
    read: { from: 1, to: 2 },
    limited: true,
    unreadable: 0,
  });
  const empty = { range: null, found: 0, unreadable: 0, isLimited: false };
  expect(JSON.parse(await show('json', [], empty))).toMatchObject({ entries: [], read: null, limited: false });
});

test('jsonl is a record a line, csv a head and a line each', async () => {
  const lines = (await show('jsonl')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(views.map(recordOf));
  const csv = (await show('csv')).split('\r\n');
  expect([`${csv[0] ?? ''}\r\n`, csv.length]).toEqual([csvHead, 4]);
});

test('a table in columns, and how far it was read', async () => {
  const [head, decision, policy, , end] = (await show(null)).split('\n');
  expect(head).toMatch(/^entry +time +kind +result +subject +actor +rules$/);
  expect(decision).toMatch(
    /^2 +2026-11-21T12:00:02\.000Z +decision +deny +#2 [0-9a-f]{7} +user 7 +commits are signed by the people who made them$/,
  );
  expect(policy).toMatch(/^1 +2026-11-21T12:00:01\.000Z +policy +https:/);
  expect(head?.indexOf('actor')).toBe(decision?.indexOf('user 7'));
  expect(end).toBe(
    `2 entries found; read: 1–2 of 3 entries of ${ORIGIN} (stopped by --limit). Not verified: countersign ledger verify does that.`,
  );
});

test('what outsiders could have put there moves no terminal', async () => {
  const [view] = views;
  if (view === undefined) throw new Error('there is no view');
  const evil = '\u{1b}[2J\u{202e}\n';
  const actor = { id: 1, type: evil, login: evil };
  const all = { time: evil, kind: evil, actor, results: [evil], rules: [evil], refs: [evil], subject: evil };
  const text = await show(null, [{ ...view, ...all, changes: [], commit: evil }, viewEntry(0, new Uint8Array())]);
  expect(['\u{1b}', '\u{202e}'].filter((character) => text.includes(character))).toEqual([]);
  expect(text.split('\n')).toHaveLength(6);
  expect(text).toContain('\\u{1b}[2J');
  expect(text).toContain('cannot be read');
});

test('nothing read is said', () => {
  const files = { checkpoint: { size: 0, origin: 'a\u{7}' } } as unknown as EntryFiles;
  expect(describeReading(files, { range: null, found: 0, unreadable: 0, isLimited: false })).toBe(
    '0 entries found; read: none of 0 entries of a\\u{7}. Not verified: countersign ledger verify does that.',
  );
});
