import { describe, expect, test } from '@jest/globals';
import { draftGap } from '../../../src/ledger/build-gap.ts';
import { type GapFields, gapReasons } from '../../../src/ledger/entries/gap.ts';
import { sealEntry, WRITER_LIMIT_BYTES } from '../../../src/ledger/entry.ts';
import { checkSchema, headerOf, ORIGIN, timeOf } from '../sample.ts';

const gap: GapFields = {
  from: '2026-11-21T14:00:00.000Z',
  to: '2026-11-21T14:30:00.000Z',
  why: ['not-running'],
  readBack: {
    deliveries: { redelivered: 3, fetched: 1, lost: 0 },
    changes: { compared: 12, judged: 2 },
    pushes: 1,
  },
};
const entryOf = (fields: GapFields) =>
  sealEntry(draftGap({ origin: ORIGIN, header: headerOf(1), gap: fields }), timeOf(1));
const problems = (fields: GapFields) => checkSchema('gap', 1, entryOf(fields).statement);

describe('a gap', () => {
  test.each<GapFields>([gap, { ...gap, why: gapReasons, unread: ['deliveries', 'changes'] }])('%j', (fields) => {
    expect(problems(fields)).toEqual([]);
    expect(entryOf(fields).bytes.length).toBeLessThan(WRITER_LIMIT_BYTES);
  });

  test.each([
    ['a reason that nobody knows', { ...gap, why: ['lunch'] }],
    ['no reason', { ...gap, why: [] }],
    ['no end', { ...gap, to: undefined }],
    ['a time of another form', { ...gap, from: '2026-11-21' }],
    ['words', { ...gap, note: 'look here' }],
    ['counts that are none', { ...gap, readBack: { ...gap.readBack, pushes: -1 } }],
    ['nothing unread, said so', { ...gap, unread: [] }],
  ])('%s does not fit', (_name, fields) => {
    const { statement } = entryOf(gap);
    const predicate = { ...(statement['predicate'] as object), countersign_gap: fields };
    expect(checkSchema('gap', 1, JSON.parse(JSON.stringify({ ...statement, predicate })))).not.toEqual([]);
  });
});
