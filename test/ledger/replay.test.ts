import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/base/json.ts';
import { type DecisionFields, draftDecision } from '../../src/ledger/build.ts';
import { compareDecision, type DecidedAgain } from '../../src/ledger/replay.ts';
import { decisionFields } from './sample.ts';

const fields = decisionFields(1);
const { base: _base, layers: _layers, ...decision } = fields.decision;
const { gitCommit = '', gitTree = '' } = fields.subject.digest;

const good: DecidedAgain = {
  decision,
  verdicts: [{ kept: { result: 'deny' }, again: { result: 'deny' } }],
  commit: gitCommit,
  tree: gitTree,
  base: { tip: fields.decision.base?.gitCommit ?? '', name: 'main' },
  policies: [{ layer: 'repository', text: 'version: 1' }],
  named: [{ text: 'version: 1' }],
};

const statementOf = (changes: Partial<DecisionFields['decision']> = {}): JsonObject =>
  draftDecision({ ...fields, decision: { ...fields.decision, ...changes } }).statement;

test('the same is the same', () => expect(compareDecision(statementOf(), good)).toEqual([]));

test.each<[string, DecidedAgain, readonly string[]]>([
  ['another verdict', { ...good, decision: { ...decision, verdict: 'allow' } }, ['verdict']],
  ['other findings', { ...good, decision: { ...decision, findings: [] } }, ['findings']],
  ['other counts', { ...good, decision: { ...decision, rules: { ...decision.rules, met: 9 } } }, ['rules']],
  [
    'other approvals',
    { ...good, decision: { ...decision, approvals: { counted: [], notCounted: [] } } },
    ['approvals'],
  ],
  ['another end', { ...good, decision: { ...decision, validUntil: '2026-11-21T12:00:00.000Z' } }, ['validUntil']],
  ['another kind', { ...good, decision: { ...decision, kind: 'commit' } }, ['kind']],
  ['another engine', { ...good, decision: { ...decision, engine: 'countersign-policy/0' } }, ['engine']],
  ['members where there were none', { ...good, decision: { ...decision, members: [] } }, ['members']],
  ['another commit', { ...good, commit: '0'.repeat(40) }, ['subject']],
  ['another tree', { ...good, tree: '0'.repeat(40) }, ['subject']],
  ['another base', { ...good, base: { ...good.base, name: 'release' } }, ['base']],
  ['another tip', { ...good, base: { ...good.base, tip: '0'.repeat(40) } }, ['base']],
  ['a policy of another text', { ...good, named: [{ text: 'version: 2' }] }, ['policies']],
  ['a policy that the entry does not name', { ...good, policies: [] }, ['policies']],
  [
    'another verdict kept',
    { ...good, verdicts: [{ kept: { result: 'allow' }, again: { result: 'deny' } }] },
    ['the kept verdict'],
  ],
])('%s is named', (_what, again, expected) => expect(compareDecision(statementOf(), again)).toEqual(expected));

test('a tree that the facts do not tell is not compared', () => {
  expect(compareDecision(statementOf(), { ...good, tree: null })).toEqual([]);
});

describe('an entry that could not hold everything', () => {
  const finding = decision.findings[0];
  if (finding === undefined) throw new Error('the sample has a finding');
  const many = {
    findings: Array.from({ length: 60 }, (_, n) => ({ ...finding, rule: `rule ${n}` })),
    approvals: {
      counted: Array.from({ length: 70 }, (_, n) => ({ reviewer: n, review: n })),
      notCounted: [],
    },
  };
  const again = { ...good, decision: { ...decision, ...many } };

  test('is the same, where it is what all of it is cut to', () => {
    const statement = statementOf(many);
    expect(statement['predicate']).toMatchObject({
      countersign_decision: { omitted: { findings: expect.any(Number) } },
    });
    expect(compareDecision(statement, again)).toEqual([]);
  });

  test('is not, where another number was left out, or something else', () => {
    expect(
      compareDecision(statementOf(many), {
        ...again,
        decision: { ...again.decision, findings: many.findings.slice(1) },
      }),
    ).toEqual(['findings', 'omitted']);
    expect(compareDecision(statementOf(), again)).toEqual(['approvals', 'findings']);
  });

  test('of a group one pull request stands there, whatever was left out', () => {
    const rule = 'x'.repeat(190);
    const members = Array.from({ length: 90 }, (_, n) => ({ number: n + 1, verdict: 'deny' as const }));
    const codes = Array.from({ length: 20 }, (_, n) => `code.${'y'.repeat(90)}${n}`);
    const group = { members, findings: members.map(({ number }) => ({ ...finding, change: number, rule, codes })) };
    const statement = statementOf(group);
    expect(compareDecision(statement, { ...good, decision: { ...decision, ...group } })).toEqual([]);
  });
});

test('what is no decision differs in everything, and nothing is thrown', () => {
  expect(compareDecision({}, good)).toEqual(expect.arrayContaining(['verdict', 'subject', 'base', 'policies']));
});
