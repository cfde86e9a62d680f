import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { viewEntry } from '../../src/ledger/entry-view.ts';
import { entryAt } from './sample.ts';

const viewJson = (value: Parameters<typeof canonicalize>[0]) => viewEntry(9, toBytes(canonicalize(value)));

describe('what an entry says', () => {
  test('a decision', () => {
    const { bytes, id } = entryAt(2);
    const view = viewEntry(2, bytes);
    expect(view).toEqual({
      index: 2,
      isReadable: true,
      id,
      time: '2026-11-21T12:00:02.000Z',
      kind: 'decision',
      actor: { id: 7, type: 'user', login: null },
      subject: `https://github.com/acme/shop/commit/${view.commit ?? ''}`,
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      refs: ['refs/pull/2/head'],
      changes: [2],
      tickets: [],
      results: ['FAILED', 'deny'],
      rules: ['commits are signed by the people who made them'],
      repository: 'acme/shop',
      repositoryId: 22,
      environment: null,
      artifacts: [],
    });
  });

  test('the genesis and a policy', () => {
    expect(viewEntry(0, entryAt(0).bytes)).toMatchObject({ kind: 'ledger', results: ['genesis'], commit: null });
    // The digest of a policy file is not that of an artifact.
    expect(viewEntry(1, entryAt(1).bytes)).toMatchObject({ kind: 'policy', artifacts: [], rules: [] });
  });

  test('the most precise word comes last: of a repair what was done, of an alert what about', () => {
    const resultsOf = (predicate: Parameters<typeof canonicalize>[0]) =>
      viewJson({ predicateType: 'x:y', predicate }).results;
    const opened = { act: 'opened', code: 'branch.changed', severity: 'critical' };
    expect(resultsOf({ countersign_alert: opened })).toEqual(['critical', 'opened', 'branch.changed']);
    const closed = { act: 'closed', code: 'branch.changed', resolution: 'accepted' };
    expect(resultsOf({ countersign_alert: closed })).toEqual(['branch.changed', 'closed', 'accepted']);
    expect(resultsOf({ countersign_ledger: { act: 'repair', code: 'branch.changed' } })).toEqual([
      'branch.changed',
      'repair',
    ]);
  });

  test('a kind that nobody knows yet says what it can', () => {
    const sha256 = 'a'.repeat(64);
    const view = viewJson({
      predicateType: 'https://example.org/deployed/v2',
      subject: [{ name: 'shop', digest: { sha256 } }],
      predicate: {
        environment: { name: 'production' },
        tickets: [{ key: 'SHOP-7' }, 'SHOP-8'],
        result: 'done',
        change: 4,
      },
    });
    expect(view).toMatchObject({
      isReadable: true,
      kind: 'https://example.org/deployed/v2',
      subject: 'shop',
      artifacts: [sha256],
      environment: 'production',
      tickets: ['SHOP-7', 'SHOP-8'],
      results: ['done'],
      changes: [4],
      actor: null,
      time: null,
    });
  });

  test('a merge group is about all of its pull requests', () => {
    const members = [
      { number: 41, verdict: 'allow' },
      { number: 42, verdict: 'allow' },
    ];
    const predicate = { countersign_decision: { members } };
    expect(viewJson({ predicateType: 'x:y', predicate }).changes).toEqual([41, 42]);
  });

  test.each(['', 'no', '[]', '{}', '{"predicateType":7}', '\ufeff{}'])('%j is no statement', (text) => {
    expect(viewEntry(3, toBytes(text))).toMatchObject({ index: 3, isReadable: false, kind: null, results: [] });
  });

  test('neither are bytes that are not UTF-8, or more than a reader accepts', () => {
    expect(viewEntry(3, Uint8Array.of(0xff)).isReadable).toBe(false);
    const padding = ' '.repeat(65_536 - entryAt(0).bytes.length);
    const [fits, over] = [padding.slice(1), padding].map((spaces) => toBytes(`${text(entryAt(0).bytes)}${spaces}`));
    expect([viewEntry(0, fits ?? toBytes('')).isReadable, viewEntry(0, over ?? toBytes('')).isReadable]).toEqual([
      true,
      false,
    ]);
  });
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('any bytes and any JSON have a view', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => viewEntry(1, bytes).index === 1));
  const names = ['predicateType', 'predicate', 'subject', 'countersign', 'actor', 'digest', 'findings', 'members'];
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, 1, 'refs/pull/1/head', 'a', true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, 'countersign_x', 'annotations', 'sourceRefs', 'rule'), tie('value')),
    ),
  }));
  fc.assert(
    fc.property(value, (predicate) => {
      const statement = { predicateType: 'a:b', predicate, subject: predicate };
      expect(viewEntry(1, toBytes(JSON.stringify(statement))).isReadable).toBe(true);
    }),
  );
});
