import { expect, test } from '@jest/globals';
import { commitSubject, ledgerSubject } from '../../src/ledger/build.ts';
import { alertSubject, draftAlert, type Irregularity } from '../../src/ledger/build-alert.ts';
import { sealEntry } from '../../src/ledger/entry.ts';
import { everyEntry, findNeedles, matchesFilter } from '../../src/ledger/entry-filter.ts';
import { viewEntry } from '../../src/ledger/entry-view.ts';
import { commitMessage } from '../../src/ledger/message.ts';
import { headerOf, ORIGIN, timeOf } from './sample.ts';

const commit = 'c0ffee'.padEnd(40, '0');
const repositoryUrl = 'https://github.com/acme/shop';
const aboutCommit = commitSubject({ repositoryUrl, commit, tree: 'b'.repeat(40), sourceRefs: ['refs/pull/42/head'] });

function sealed(irregularity: Irregularity, n = 1) {
  const act = { act: 'opened', code: irregularity.code, severity: 'critical', from: [], details: {} } as const;
  return sealEntry(draftAlert({ origin: ORIGIN, irregularity, header: headerOf(3, n), act }), timeOf(3));
}

test('the same irregularity has the same id, whoever finds it; its next entry has another', () => {
  const irregularity: Irregularity = { code: 'branch.deleted', about: ledgerSubject(ORIGIN), key: 'x' };
  expect(sealed(irregularity).id).toBe(sealed({ ...irregularity }).id);
  expect(sealed(irregularity, 2).id).not.toBe(sealed(irregularity).id);
  expect(sealed({ ...irregularity, key: 'y' }).id).not.toBe(sealed(irregularity).id);
});

test('a query finds it by its code, how bad it is, and what it is about', () => {
  const irregularity: Irregularity = { code: 'branch.changed', about: aboutCommit, key: '' };
  const { bytes } = sealed(irregularity);
  const view = viewEntry(3, bytes);
  expect(view).toMatchObject({
    kind: 'alert',
    commit,
    changes: [42],
    results: ['critical', 'opened', 'branch.changed'],
  });
  const text = Buffer.from(bytes).toString().toLowerCase();
  for (const wanted of [{ result: 'Branch.Changed' }, { result: 'critical' }, { kind: 'alert' }]) {
    const filter = { ...everyEntry, ...wanted };
    expect(matchesFilter(filter, view)).toBe(true);
    for (const { anyOf } of findNeedles(filter))
      expect(anyOf.some((part) => text.includes(part.toLowerCase()))).toBe(true);
  }
  // About something without an address, its name leads to all that was said of it.
  const { name } = alertSubject({ ...irregularity, about: ledgerSubject(ORIGIN) });
  expect(viewEntry(3, sealed({ ...irregularity, about: ledgerSubject(ORIGIN) }).bytes).subject).toBe(name);
});

test('the commit that brings it says which alert', () => {
  const { body } = commitMessage({ size: 4, root: new Uint8Array(32) }, [
    sealed({ code: 'branch.changed', about: aboutCommit, key: '' }),
  ]);
  expect(body).toMatch(/^alert opened branch\.changed pull\/42 c0ffee0\n/);
});
