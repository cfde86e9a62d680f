import { describe, expect, test } from '@jest/globals';
import { digitsOf, glanceAt, kindLetters } from '../../../src/cli/trace/glance.ts';
import { viewEntry } from '../../../src/ledger/entry-view.ts';
import { commits, oid, told, webScene } from '../../ledger/trace/scene.ts';

const { entries } = webScene();
const glance = (index: number) => glanceAt(Buffer.from(entries[index]?.bytes ?? ''));

describe('a glance sees what reading finds', () => {
  test.each(entries.map(({ kind }, index) => [index, kind] as const))('entry %i, a %s', (index, kind) => {
    const view = viewEntry(index, entries[index]?.bytes ?? new Uint8Array());
    const seen = glance(index);
    expect(String.fromCodePoint(seen.kind)).toBe(kind[0]);
    expect(seen.id).toBe(digitsOf(view.id ?? ''));
    if (view.commit !== null) expect(seen.commit).toBe(digitsOf(view.commit));
    // What a landing names is read anyway.
    if (kind !== 'landed') expect(new Set(seen.changes)).toEqual(new Set(view.changes));
  });

  test('what is told of differs', () => {
    expect(glance(told.decided42)).toMatchObject({
      kind: kindLetters.decision,
      commit: digitsOf(commits.head),
      changes: [42],
    });
    expect(glance(told.gateOpen).changes).toEqual([]);
  });
});

test('a merge group has members that no ref names', () => {
  const scene = webScene();
  const members = Array.from({ length: 10 }, (_, at) => 50 + at);
  scene.decideGroup(oid('90'), members);
  const bytes = Buffer.from(scene.entries.at(-1)?.bytes ?? '').toString();
  const last = bytes.replace('"refs/pull/59/head"', '"refs/pull/58/head"');
  expect(glanceAt(Buffer.from(last)).changes).toContain(59);
});

test('of anything else nothing is told', () => {
  expect(glanceAt(Buffer.from('{"id":"xyz"}'))).toEqual({
    kind: 0,
    id: 0xff_ff_ff_ff,
    commit: 0xff_ff_ff_ff,
    changes: [],
  });
  expect(glanceAt(Buffer.alloc(0))).toMatchObject({ kind: 0, changes: [] });
  expect(glanceAt(Buffer.from('"refs/pull/7')).changes).toEqual([7]);
});
