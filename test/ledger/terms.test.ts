import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import * as terms from '../../src/ledger/terms.ts';
import { headerOf, timeOf } from './sample.ts';

const ajv = new Ajv({ strict: true });
const hex = 'ab'.repeat(32);

const cases: Readonly<
  Record<keyof typeof terms, { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }>
> = {
  sha256Digest: { good: [hex], bad: [hex.toUpperCase(), hex.slice(1), `${hex}\n`] },
  gitId: { good: [hex, hex.slice(24)], bad: ['abc1234', `${hex}0`] },
  timestamp: {
    good: ['2026-11-21T14:02:00.000Z'],
    bad: ['2026-11-21T14:02:00Z', '2026-11-21T14:02:00.000+01:00', '2026-11-21'],
  },
  uri: { good: ['https://github.com/acme/shop', 'urn:x:y'], bad: ['acme/shop', 'https://a b', 'https://a\n'] },
  entryId: { good: [hex.slice(32)], bad: [hex] },
  environmentName: { good: ['production', 'Staging EU'], bad: ['', ' x', 'a\nb', 'é'] },
  code: { good: ['signed.unsigned', 'approved.changes-requested', 'a_b'], bad: ['Signed', 'a b', 'a..b', ''] },
  name: { good: ['commits are signed', 'é'], bad: ['', 'a\nb', 'a\u2028b'] },
  version: { good: ['0.1.0', 'countersign-policy/1'], bad: ['', '-1', 'a b'] },
  digestSet: { good: [{ sha256: hex }, {}], bad: [{ md5: 'x' }] },
  evidenceRef: { good: [{ digest: { sha256: hex } }], bad: [{}, { digest: {} }] },
  subject: {
    good: [{ digest: { gitCommit: hex }, annotations: { sourceRefs: ['refs/pull/42/head', 'refs/heads/main'] } }],
    bad: [
      { uri: 'urn:x' },
      { digest: {}, annotations: { sourceRefs: ['main'] } },
      { digest: {}, annotations: { title: 'x' } },
    ],
  },
  actor: {
    good: [{ id: 1, type: 'user', login: 'renovate[bot]' }],
    bad: [
      { id: 'x', type: 'user' },
      { id: 1, type: 'user', email: 'x' },
    ],
  },
  repository: {
    good: [{ id: 1, name: 'acme/shop' }],
    bad: [
      { id: 1, name: 'acme' },
      { id: 1, name: 'acme/shop\n' },
    ],
  },
  header: {
    good: [{ ...headerOf(1), id: hex.slice(32), kind: 'gap', time: timeOf(1) }],
    bad: [headerOf(1), { ...headerOf(1), id: hex.slice(32), kind: 'gap', time: timeOf(1), title: 'x' }],
  },
  pinnedFiles: {
    good: [{ 'README.md': hex, 'schema/decision/1.json': hex }],
    bad: [{ '/etc/passwd': hex }, { a: 'x' }],
  },
};

describe.each(Object.entries(cases))('%s', (name, { good, bad }) => {
  const schema = new Map(Object.entries(terms)).get(name)?.schema ?? {};
  test('accepts what it should', () => {
    for (const value of good) expect([value, ajv.validate(schema, value)]).toEqual([value, true]);
  });
  test('refuses what it should', () => {
    for (const value of bad) expect([value, ajv.validate(schema, value)]).toEqual([value, false]);
  });
});
