import { expect, test } from '@jest/globals';
import type { Entry } from '../../../src/ledger/entry.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { addPins, collectPins, emptyPins, REPLACED } from '../../../src/ledger/verify/pins.ts';
import { entryAt, signer } from '../sample.ts';

function entry(kind: Entry['kind'], act: object): Entry {
  return { ...entryAt(2), kind, statement: { predicate: { countersign_ledger: { ...act } } } };
}

test('genesis pins the files and names the key', () => {
  const pins = emptyPins();
  addPins(entryAt(0), 0, pins);
  expect(pins.isComplete).toBe(true);
  expect([...pins.keys]).toEqual([formatVkey(signer)]);
  expect([...pins.files.keys()]).toContain('README.md');
  expect(pins.pinnedBy.get('README.md')).toEqual([0]);
});

test('a later entry has the last word on a file, and adds keys', () => {
  const pins = emptyPins();
  addPins(entry('ledger', { files: { a: 'x', b: 'x' }, keys: ['k'] }), 0, pins);
  addPins(entry('ledger', { files: { a: 'y' }, keys: ['l'] }), 7, pins);
  expect([...pins.files]).toEqual([
    ['a', 'y'],
    ['b', 'x'],
  ]);
  expect(pins.pinnedBy.get('a')).toEqual([0, 7]);
  expect([...pins.keys]).toEqual(['k', 'l']);
});

test('only a repair acknowledges commits, and only an entry of kind ledger pins', () => {
  const pins = emptyPins();
  addPins(entry('ledger', { act: 'repair', commits: ['c', 1] }), 1, pins);
  addPins(entry('ledger', { act: 'start', commits: ['d'] }), 2, pins);
  addPins(entry('decision', { act: 'genesis', files: { a: 'x' }, keys: ['k'] }), 3, pins);
  expect([...pins.acknowledged]).toEqual(['c']);
  expect([pins.files.size, pins.keys.size, pins.isComplete]).toEqual([0, 0, false]);
});

test('a repair of a replaced branch names the head that was found', () => {
  const pins = emptyPins();
  addPins(entry('ledger', { act: 'repair', code: REPLACED, found: 'h', commits: [] }), 1, pins);
  addPins(entry('ledger', { act: 'repair', code: 'branch.changed', found: 'i', commits: [] }), 2, pins);
  expect([...pins.replacements]).toEqual(['h']);
});

test('what has another form is left to the schema', () => {
  const pins = emptyPins();
  addPins(entry('ledger', { files: { a: 1 }, keys: 'k' }), 0, pins);
  addPins({ ...entry('ledger', {}), statement: {} }, 0, pins);
  expect([pins.files.size, pins.keys.size]).toEqual([0, 0]);
});

test('the pins of many entries are those of each, in their order', () => {
  const acts = [entryAt(0), entry('ledger', { files: { 'README.md': 'y' } })].map((each, at) => ({
    index: at * 9,
    entry: each,
  }));
  const pins = collectPins(acts, new Set());
  expect(pins.isComplete).toBe(true);
  expect([pins.files.get('README.md'), pins.pinnedBy.get('README.md')]).toEqual(['y', [0, 9]]);
});

test('what an altered entry pins is in doubt', () => {
  const acts = [
    { index: 0, entry: entryAt(0) },
    { index: 9, entry: entry('ledger', { files: { 'README.md': 'y' }, keys: ['k'] }) },
  ];
  const pins = collectPins(acts, new Set([9]));
  expect([...pins.doubtful]).toEqual(['README.md']);
  expect(pins.pinnedBy.get('README.md')).toEqual([0, 9]);
  expect(pins.keys.has('k')).toBe(false);
  expect(collectPins(acts, new Set([0])).isComplete).toBe(false);
});
