import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import type { FileChange, LedgerCommit } from '../../../src/ledger/tree.ts';
import { blockOf, Column } from '../../../src/ledger/verify/column.ts';
import { FileHistory } from '../../../src/ledger/verify/file-history.ts';
import { emptyPins } from '../../../src/ledger/verify/pins.ts';

const added = (path: string, after = 'x'): FileChange => ({ path, before: null, after });
const removed = (path: string, before = 'x'): FileChange => ({ path, before, after: null });
const edited = (path: string, before: string, after: string): FileChange => ({ path, before, after });

function commit(oid: string, ...changes: readonly FileChange[]): LedgerCommit {
  return { oid, parents: [], message: '', checkpoint: null, changes };
}

const blob = (name: string): string => gitBlobId(toBytes(name), '');

/** The blob ids of today's entries; null: the entry is missing. */
function today(...names: readonly (string | null)[]): Column {
  const column = new Column(20);
  const ids = names.map((name) => (name === null ? null : Buffer.from(blob(name), 'hex')));
  for (let at = 0; at < ids.length; at += 256) column.append(blockOf(ids.slice(at, at + 256), 20));
  return column;
}

type Step = readonly [before: number, now: number, ...changes: readonly FileChange[]];

/** Follows the steps; what the last one does wrong. */
function judge(...steps: readonly Step[]): readonly string[] {
  const pins = emptyPins();
  pins.pinnedBy.set('README.md', [0, 5]);
  pins.unread.add(90);
  // Entry 91 is missing today.
  const blobIds = today(...Array.from({ length: 600 }, (_, index) => (index === 91 ? null : `entry ${index}`)));
  const files = new FileHistory({ blobIds, pins });
  const found = steps.map(([before, now, ...changes], at) =>
    files.follow(commit(`c${at}`, ...changes), { before, now, isKnown: true }),
  );
  return (found.at(-1) ?? []).map(({ code, index }) => (index === null ? code : `${code} ${index}`));
}

describe('what appending does', () => {
  test.each<[string, number, number, readonly FileChange[]]>([
    ['adds entries to the tail', 3, 5, [added('tail/3.json'), added('tail/4.json'), edited('checkpoint', 'x', 'y')]],
    [
      'seals bundles',
      255,
      257,
      [
        removed('tail/7.json'),
        added('bundle/000.jsonl'),
        added('tile/0/000'),
        added('tile/1/000.p/1'),
        added('tail/256.json'),
      ],
    ],
    [
      'replaces partial tiles',
      500,
      520,
      [removed('tile/1/000.p/1'), added('tile/1/000.p/2'), added('tile/0/001'), added('bundle/001.jsonl')],
    ],
    ['brings pinned files', 0, 1, [added('README.md')]],
    ['replaces pinned files with an entry that nobody can read any more', 90, 91, [edited('README.md', 'x', 'y')]],
    ['replaces pinned files with an entry that is gone', 91, 92, [edited('README.md', 'x', 'y')]],
    ['replaces pinned files with the entry that says so', 5, 6, [edited('README.md', 'x', 'y')]],
  ])('%s', (_, before, now, changes) => {
    expect(judge([before, now, ...changes])).toEqual([]);
  });
});

describe('what it never does', () => {
  test.each<[string, number, number, FileChange, string]>([
    ['an entry of before', 5, 6, added('tail/3.json'), 'history-foreign 3'],
    ['an entry to come', 5, 6, added('tail/6.json'), 'history-foreign 6'],
    ['an entry that is sealed at once', 0, 256, added('tail/3.json'), 'history-foreign 3'],
    ['a bundle too early', 5, 6, added('bundle/000.jsonl'), 'history-foreign'],
    ['a partial tile of level 0', 5, 6, added('tile/0/000.p/6'), 'history-foreign'],
    ['another README', 3, 4, edited('README.md', 'x', 'y'), 'history-edited'],
    ['a stranger’s file', 3, 4, added('hello.txt'), 'history-foreign'],
  ])('%s', (_, before, now, change, code) => {
    expect(judge([before, now, change])).toEqual([code]);
  });

  test.each<[string, number, string]>([
    ['tail/3.json', 5, 'history-edited 3'],
    ['bundle/000.jsonl', 256, 'history-edited'],
    ['tile/0/000', 256, 'history-edited'],
    ['tile/1/000.p/1', 256, 'history-edited'],
    ['checkpoint', 5, 'history-edited'],
    ['README.md', 5, 'history-edited'],
  ])('%s, removed', (path, size, code) => {
    expect(judge([0, size, added(path)], [size, size + 1, removed(path)])).toEqual([code]);
  });

  test('an edited entry or bundle', () => {
    expect(judge([0, 5, added('tail/3.json')], [5, 6, edited('tail/3.json', 'x', 'y')])).toEqual(['history-edited 3']);
    expect(judge([0, 256, added('bundle/000.jsonl')], [256, 257, edited('bundle/000.jsonl', 'x', 'y')])).toEqual([
      'history-edited',
    ]);
  });
});

describe('putting things right', () => {
  test('an entry that comes back as it was is no edit', () => {
    const [edit, undo] = [edited('tail/3.json', 'x', 'y'), edited('tail/3.json', 'y', 'x')];
    expect(judge([0, 5, added('tail/3.json')], [5, 5, edit], [5, 5, undo])).toEqual([]);
    expect(judge([0, 5, added('tail/3.json')], [5, 5, removed('tail/3.json')], [5, 5, added('tail/3.json')])).toEqual(
      [],
    );
  });

  test('what a stranger added may go', () => {
    expect(judge([0, 5, added('hello.txt')], [5, 6, removed('hello.txt')])).toEqual([]);
  });

  test('an entry takes the place of what a stranger put there', () => {
    expect(judge([0, 5, added('tail/5.json', 'stranger')], [5, 6, edited('tail/5.json', 'stranger', 'x')])).toEqual([]);
  });
});

test('nothing is said about the first commit of a shallow clone', () => {
  const files = new FileHistory({ blobIds: null, pins: emptyPins() });
  expect(files.follow(commit('c', added('tail/900.json')), { before: 0, now: 3, isKnown: false })).toEqual([]);
});

test('in the end, an entry that is not what was first added is named, with who changed it', () => {
  const files = new FileHistory({ blobIds: today('a', 'changed', 'c', 'replaced'), pins: emptyPins() });
  files.follow(commit('c0', ...['a', 'b', 'c', 'd'].map((name, at) => added(`tail/${at}.json`, blob(name)))), {
    before: 0,
    now: 4,
    isKnown: true,
  });
  files.follow(commit('c1', edited('tail/1.json', blob('b'), blob('changed'))), { before: 4, now: 4, isKnown: true });
  expect(files.finish()).toMatchObject([
    { code: 'entry-altered', index: 1, commit: 'c1' },
    { code: 'entry-altered', index: 3, commit: null },
  ]);
});

test('a newer README is what may be put back, an older one is not', () => {
  const renewed: readonly Step[] = [
    [0, 1, added('README.md', 'old')],
    [5, 6, edited('README.md', 'old', 'new')],
    [6, 6, removed('README.md', 'new')],
  ];
  expect(judge(...renewed, [6, 6, added('README.md', 'new')])).toEqual([]);
  expect(judge(...renewed, [6, 6, added('README.md', 'old')])).toEqual(['history-edited']);
});

test('an entry that is as it was first added: who changes it, and who puts it back', () => {
  const files = new FileHistory({ blobIds: today('a'), pins: emptyPins() });
  const follow = (oid: string, change: FileChange) =>
    files.follow(commit(oid, change), { before: oid === 'c0' ? 0 : 1, now: 1, isKnown: true }).map(({ code }) => code);
  expect(follow('c0', added('tail/0.json', blob('a')))).toEqual([]);
  expect(follow('c1', edited('tail/0.json', blob('a'), blob('b')))).toEqual(['history-edited']);
  expect(follow('c2', edited('tail/0.json', blob('b'), blob('a')))).toEqual([]);
  expect(follow('c3', removed('tail/0.json', blob('a')))).toEqual(['history-edited']);
  expect(files.finish()).toEqual([]);
});
