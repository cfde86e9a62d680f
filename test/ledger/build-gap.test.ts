import { expect, test } from '@jest/globals';
import { draftGap, gapSubject } from '../../src/ledger/build-gap.ts';
import type { GapFields } from '../../src/ledger/entries/gap.ts';
import { sealEntry } from '../../src/ledger/entry.ts';
import { everyEntry, findNeedles, matchesFilter } from '../../src/ledger/entry-filter.ts';
import { viewEntry } from '../../src/ledger/entry-view.ts';
import { commitMessage } from '../../src/ledger/message.ts';
import { headerOf, ORIGIN, timeOf } from './sample.ts';

const counts = { deliveries: { redelivered: 1, fetched: 0, lost: 0 }, changes: { compared: 0, judged: 0 }, pushes: 0 };
const gap: GapFields = {
  from: '2026-11-21T14:00:00.000Z',
  to: '2026-11-21T14:30:00.000Z',
  why: ['database-lost', 'github-unreachable'],
  readBack: counts,
};
const sealed = (fields: GapFields) =>
  sealEntry(draftGap({ origin: ORIGIN, header: headerOf(3), gap: fields }), timeOf(3));

test('a gap is known by its beginning, in its ledger', () => {
  expect(sealed(gap).id).toBe(sealed({ ...gap, to: timeOf(9), why: ['not-running'] }).id);
  expect(sealed(gap).id).not.toBe(sealed({ ...gap, from: '2026-11-21T14:00:00.001Z' }).id);
  expect(gapSubject(ORIGIN, gap.from).digest).not.toEqual(gapSubject(`${ORIGIN}-2`, gap.from).digest);
});

test('a query finds it by its kind and by why', () => {
  const { bytes } = sealed(gap);
  const view = viewEntry(3, bytes);
  expect(view).toMatchObject({ kind: 'gap', subject: `gap:${gap.from}`, results: gap.why });
  const text = Buffer.from(bytes).toString();
  for (const wanted of [{ kind: 'gap' }, { result: 'database-lost' }]) {
    const filter = { ...everyEntry, ...wanted };
    expect(matchesFilter(filter, view)).toBe(true);
    for (const { anyOf } of findNeedles(filter)) expect(anyOf.some((part) => text.includes(part))).toBe(true);
  }
});

test('the commit that brings it says since when', () => {
  const { body } = commitMessage({ size: 4, root: new Uint8Array(32) }, [sealed(gap)]);
  expect(body.split('\n')[0]).toContain(`gap:${gap.from}`);
});
