import { expect, test } from '@jest/globals';
import { judgeCommits } from '../../src/policy/commit-findings.ts';
import { known, unknown } from '../../src/policy/facts.ts';
import { commit, makeFacts, oid } from './scenery.ts';

const good = { code: 'x.good', truth: 'met', data: {} } as const;
const bad = { code: 'x.bad', truth: 'unmet', data: {} } as const;
const onlyEleven = ({ oid: id }: { oid: string }) => (id === oid(11) ? good : bad);

test.each(['each_commit', 'any_commit'] as const)('%s', (mode) => {
  const outcome = judgeCommits(makeFacts(), { name: 'x', mode, test: onlyEleven });
  expect(outcome.truth).toBe(mode === 'any_commit' ? 'met' : 'unmet');
  expect(outcome.findings.map(({ code, commits }) => [code, commits])).toEqual([
    ['x.bad', [oid(10), oid(12)]],
    ['x.good', [oid(11)]],
  ]);
});

test('commits that are not looked at do not count either way', () => {
  const facts = makeFacts({ commits: known([commit(10)]) });
  expect(judgeCommits(facts, { name: 'x', mode: 'each_commit', test: () => null }).truth).toBe('met');
  expect(judgeCommits(facts, { name: 'x', mode: 'any_commit', test: () => null }).truth).toBe('unmet');
});

test('no commits meet nothing, and unread ones are unknown', () => {
  const judge = (facts: Parameters<typeof judgeCommits>[0]) =>
    judgeCommits(facts, { name: 'x', mode: 'each_commit', test: () => good });
  expect(judge(makeFacts({ commits: known([]) })).findings[0]).toMatchObject({ code: 'x.no-commits', truth: 'unmet' });
  expect(judge(makeFacts({ commits: unknown('unavailable', 'GitHub failed') })).findings[0]).toMatchObject({
    code: 'x.unread',
    truth: 'unknown',
  });
});
