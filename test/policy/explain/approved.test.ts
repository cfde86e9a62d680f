import { describe, expect, test } from '@jest/globals';
import { explainApproved } from '../../../src/policy/explain/approved.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { amir, commit, eli, makeFacts, oid, review, tree } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const headlines = (requirement: string, changes: Parameters<typeof makeFacts>[0] = {}) => {
  const { outcome, scene } = judgeOne(`{ approved: ${requirement} }`, makeFacts(changes));
  return explainApproved.headlines(outcome, scene);
};
const stale = (mergeBase = oid(9), number = 11) =>
  known([review(amir, { commit: { oid: oid(11), tree: tree(number), mergeBase: known(mergeBase) } })]);

describe('headlines', () => {
  test.each<[string, string, Parameters<typeof makeFacts>[0], string]>([
    ['nobody yet', '{ by: [maintainers] }', {}, '1 maintainer to approve'],
    ['two of them', '{ count: 2, by: [release-managers, maintainers] }', {}, '2 reviewers to approve'],
    ['anybody', '{}', {}, '1 reviewer to approve'],
    ['other content', '{ by: [maintainers] }', { reviews: stale() }, '1 maintainer: code changed after @amir approved'],
    [
      'another base',
      '{ by: [maintainers] }',
      { reviews: stale(oid(1), 12) },
      '1 maintainer: the base moved after @amir approved',
    ],
    [
      'before a retarget',
      '{ by: [maintainers] }',
      { reviews: known([review(amir)]), change: { baseChangedAt: known(Number.MAX_SAFE_INTEGER) } },
      '1 maintainer: @amir approved for another base',
    ],
    [
      'changes requested',
      '{ by: [maintainers] }',
      { reviews: known([review(amir, { state: 'changes_requested' })]) },
      '@amir requested changes',
    ],
    [
      'nobody’s commit',
      '{}',
      { commits: known([commit(10, { author: { person: null, name: 'x', email: 'x' } })]) },
      'nobody can approve while 000000a is nobody’s commit',
    ],
    ['a deleted author', '{}', { change: { author: null } }, 'nobody can approve: the author’s account is gone'],
    ['too few', '{ count: 4, by: [maintainers] }', {}, '4 approvals missing, and too few people may give them'],
    ['not known', '{}', { pushers: unknown('not-recorded', 'x') }, 'it is not known whether approvals count'],
  ])('%s', (_name, requirement, changes, expected) => {
    expect(headlines(requirement, changes)[0]).toBe(expected);
  });

  test('a role that is no plural', () => {
    const facts = makeFacts();
    const { outcome, scene } = judgeOne('{ approved: { by: [maintainers] } }', facts);
    const [finding] = outcome.findings;
    const renamed =
      finding === undefined
        ? []
        : [{ ...finding, data: { ...finding.data, required: { count: 2, by: ['security'], not_by: [] } } }];
    expect(explainApproved.headlines({ ...outcome, findings: renamed }, scene)[0]).toBe('2 of security to approve');
  });
});

test('the row: who approved, or how many are missing', () => {
  const row = (facts: Facts, requirement = '{ approved: { by: [maintainers], count: 2 } }') => {
    const { outcome, scene } = judgeOne(requirement, facts);
    return plain(explainApproved.row(outcome, scene));
  };
  expect(row(makeFacts({ reviews: known([review(amir)]) }))).toBe('1 of 2 approvals (@amir)');
  expect(row(makeFacts({ reviews: stale() }))).toBe('0 of 2 approvals; @amir approved something else');
  expect(row(makeFacts({ reviews: known([review(amir)]) }), '{ approved: {} }')).toBe('@amir approved this content');
});

test('what is required, and what could not be read', () => {
  const { outcome, scene } = judgeOne(
    '{ approved: { by: [maintainers] } }',
    makeFacts({ pushers: unknown('not-recorded', 'nobody saw it'), reviews: known([review(eli)]) }),
  );
  const detail = explainApproved.detail(outcome, scene);
  expect(plain(detail.required)).toBe(
    '1 approval of what would land now, by `maintainers`, not by author, committers, coauthors or pushers',
  );
  expect(detail.found.map(plain)).toContain('the pushers could not be read: «nobody saw it»');
  expect(detail.approvals.map(({ counts }) => counts)).toEqual(['no']);
});
