import { expect, test } from '@jest/globals';
import { type TicketSettings, ticket } from '../../../src/policy/conditions/ticket.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { commit, makeFacts, now, oid, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: Omit<TicketSettings, 'from'>, facts: Facts) =>
  ticket.judge({ from: 'jira', ...settings }, { facts, policy, at: now });
const messages = (...texts: readonly string[]): Facts =>
  makeFacts({ commits: known(texts.map((message, index) => commit(10 + index, { message }))) });

test('in each commit: keys found are kept, commits without one are named', () => {
  const outcome = judge({}, messages('SHOP-1: a', 'b', 'c\n\nRefs: SHOP-1, WEB-2'));
  expect(outcome.truth).toBe('unmet');
  expect(outcome.findings.map(({ code, commits, data }) => [code, commits, data['tickets']])).toEqual([
    ['ticket.found', [oid(10)], ['SHOP-1']],
    ['ticket.missing', [oid(11)], undefined],
    ['ticket.found', [oid(12)], ['SHOP-1', 'WEB-2']],
  ]);
});

test('a look-alike is no ticket', () => {
  expect(judge({}, messages('fix CVE-2026-41284')).truth).toBe('unmet');
});

test('in any commit', () => {
  expect(judge({ in: 'any_commit' }, messages('a', 'SHOP-1')).truth).toBe('met');
  expect(judge({ in: 'any_commit' }, messages('a', 'b')).truth).toBe('unmet');
});

test('merges from the base are exempt, other merges are not', () => {
  const merge = { message: 'Merge branch main', parents: [oid(1), oid(2)] };
  expect(
    judge({}, makeFacts({ commits: known([commit(10), commit(11, { ...merge, updatesFromBase: true })]) })).truth,
  ).toBe('met');
  expect(judge({}, makeFacts({ commits: known([commit(10), commit(11, merge)]) })).truth).toBe('unmet');
});

test('in the title; a range of commits has none', () => {
  expect(judge({ in: 'title' }, makeFacts()).truth).toBe('met');
  expect(judge({ in: 'title' }, makeFacts({ change: { title: 'x' } })).findings[0]?.code).toBe(
    'ticket.missing-in-title',
  );
  expect(judge({ in: 'title' }, makeFacts({ change: { number: null, title: '' } })).truth).toBe('unknown');
});

test('unread commits are unknown', () => {
  expect(judge({}, makeFacts({ commits: unknown('unavailable', 'GitHub failed') })).truth).toBe('unknown');
});

test('the tracker has to be defined', () => {
  expect(ticket.check({ from: 'jria' }, policy)).toMatchObject([{ code: 'policy.reference', nearest: 'jira' }]);
  expect(ticket.judge({ from: 'constructor' }, { facts: makeFacts(), policy, at: now }).truth).toBe('unknown');
});
