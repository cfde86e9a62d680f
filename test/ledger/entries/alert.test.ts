import { describe, expect, test } from '@jest/globals';
import { ledgerSubject } from '../../../src/ledger/build.ts';
import { alertSubject, draftAlert, type Irregularity } from '../../../src/ledger/build-alert.ts';
import { type AlertAct, alertCodes, severityOf } from '../../../src/ledger/entries/alert.ts';
import { sealEntry, WRITER_LIMIT_BYTES } from '../../../src/ledger/entry.ts';
import { checkSchema, headerOf, ORIGIN, timeOf } from '../sample.ts';

const about = ledgerSubject(ORIGIN);
const hex = 'ab'.repeat(16);
const sha = 'c'.repeat(40);

function entryOf(act: AlertAct, irregularity: Partial<Irregularity> = {}) {
  const whole = { code: act.code, about, key: sha, ...irregularity };
  return sealEntry(draftAlert({ origin: ORIGIN, irregularity: whole, header: headerOf(1), act }), timeOf(1));
}
const problems = (act: AlertAct) => checkSchema('alert', 1, entryOf(act).statement);

const opened: AlertAct = {
  act: 'opened',
  code: 'branch.changed',
  severity: 'critical',
  from: [hex],
  details: { found: sha, commits: [sha], counts: { restored: 3 } },
};

describe('acts', () => {
  test.each<AlertAct>([
    opened,
    { ...opened, from: [], details: {} },
    {
      ...opened,
      details: { found: null, ids: { run: 7 }, codes: ['signed.unsigned'], keys: ['witness.example/a+1a2b3c4d'] },
    },
    { ...opened, code: 'witness.ahead', details: { checkpoint: { size: 9, root: `${'A'.repeat(43)}=` } } },
    { act: 'acknowledged', code: 'branch.changed', opened: hex },
    { act: 'closed', code: 'branch.changed', opened: hex, resolution: 'resolved' },
  ])('%j', (act) => expect(problems(act)).toEqual([]));

  test.each([
    ['a code that nobody knows', { ...opened, code: 'branch.haunted' }],
    ['words', { ...opened, details: { message: 'look here' } }],
    ['words in a place for numbers', { ...opened, details: { counts: { restored: 'many' } } }],
    ['a name that begins with a digit', { ...opened, details: { counts: { '7x': 1 } } }],
    ['another act', { ...opened, act: 'reopened' }],
    ['an end without a reason', { act: 'closed', code: 'branch.changed', opened: hex }],
  ])('%s does not fit', (_name, act) => expect(problems(act as unknown as AlertAct)).not.toEqual([]));

  test('the largest that the schema allows stays below the limit of a writer', () => {
    const many = <T>(value: T, count: number): readonly T[] => Array.from({ length: count }, () => value);
    const from = many(hex, 20);
    const details = { found: sha, commits: many(sha, 20), counts: { restored: Number.MAX_SAFE_INTEGER } };
    expect(entryOf({ ...opened, from, details }).bytes.length).toBeLessThan(WRITER_LIMIT_BYTES);
  });
});

test('every code says how bad it is, and fits the schema', () => {
  expect(alertCodes.length).toBeGreaterThan(0);
  for (const code of alertCodes) expect(problems({ ...opened, code, severity: severityOf(code) })).toEqual([]);
});

test('the subject is what it is about, under a name of the irregularity alone', () => {
  const subject = (changes: Partial<Irregularity>) =>
    alertSubject({ code: 'branch.changed', about, key: sha, ...changes });
  expect(subject({})).toEqual({ ...about, name: expect.stringMatching(/^alert:[0-9a-f]{32}$/) });
  const others = [{ code: 'branch.deleted' as const }, { key: 'd'.repeat(40) }, { about: ledgerSubject('a/b') }];
  expect(new Set([subject({}), ...others.map(subject)].map(({ name }) => name)).size).toBe(4);
  // What an outsider could have a say in is not readable there.
  expect(JSON.stringify(subject({ key: 'a name' }))).not.toContain('a name');
});
