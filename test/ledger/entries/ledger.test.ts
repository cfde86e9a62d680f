import { describe, expect, test } from '@jest/globals';
import { draftLedgerAct } from '../../../src/ledger/build.ts';
import { type LedgerAct, MOST_REDACTED } from '../../../src/ledger/entries/ledger.ts';
import { sealEntry } from '../../../src/ledger/entry.ts';
import { checkSchema, genesisDraft, headerOf, ORIGIN, timeOf } from '../sample.ts';

const hex = 'ab'.repeat(32);
const app = { version: '0.1.0', configuration: { sha256: hex } };

function problems(act: LedgerAct): readonly string[] {
  const { statement } = sealEntry(draftLedgerAct({ origin: ORIGIN, header: headerOf(1), act }), timeOf(1));
  return checkSchema('ledger', 1, statement);
}

test('genesis, with every file pinned, fits the schema and the limit of a writer', () => {
  const { statement, bytes } = sealEntry(genesisDraft(), timeOf(0));
  expect(checkSchema('ledger', 1, statement)).toEqual([]);
  expect(bytes.length).toBeLessThan(3_000);
});

describe('acts', () => {
  test.each<LedgerAct>([
    { act: 'start', app, permissions: { checks: 'write', metadata: 'read' } },
    { act: 'start', app, permissions: {}, files: { 'schema/alert/1.json': hex } },
    { act: 'adoption', size: 12, root: `${'A'.repeat(43)}=`, comparedWith: 'check-run' },
    { act: 'redaction', by: { id: 7, type: 'user' }, reason: 'request', evidence: [hex] },
    { act: 'repair', code: 'branch.rewound', found: null, commits: ['c'.repeat(40)], restored: 3 },
  ])('$act', (act) => {
    expect(problems(act)).toEqual([]);
  });

  test('as many redacted documents as fit, and no reason in words of somebody', () => {
    const by = { id: Number.MAX_SAFE_INTEGER, type: 'user' } as const;
    const act = {
      act: 'redaction',
      by,
      reason: 'retention',
      evidence: Array.from({ length: MOST_REDACTED }, () => hex),
    } as const;
    expect(problems(act)).toEqual([]);
    expect(problems({ ...act, evidence: [...act.evidence, hex] })).not.toEqual([]);
    expect(problems({ ...act, reason: 'because' as 'law' })).not.toEqual([]);
    expect(problems({ ...act, evidence: [] })).not.toEqual([]);
  });

  test('another act, or a field too many, does not fit', () => {
    expect(problems({ act: 'rewrite' } as unknown as LedgerAct)).not.toEqual([]);
    expect(problems({ act: 'start', app, permissions: {}, reason: 'x' } as unknown as LedgerAct)).not.toEqual([]);
    expect(problems({ act: 'start', app, permissions: { checks: 'own' } } as unknown as LedgerAct)).not.toEqual([]);
  });
});
