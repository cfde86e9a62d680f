import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commitQuery } from '../../src/github/commit-query.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { expectValid } from './valid-query.ts';

const common = {
  place: { owner: 'acme', name: 'shop' },
  floor: { owner: 'acme', name: '.github' },
  commit: 'a'.repeat(40),
  policyBranch: null,
};
const needs = fc
  .record({
    checks: fc.boolean(),
    workflows: fc.boolean(),
    users: fc.array(fc.oneof(fc.string(), fc.constantFrom('dana', 'renovate[bot]', '") { x }')), { maxLength: 3 }),
    teams: fc.array(fc.oneof(fc.string(), fc.constant('acme/maintainers')), { maxLength: 3 }),
  })
  .map((asked) => ({ ...noNeeds, ...asked }));

describe('the query for a commit', () => {
  test('is valid for all needs, whatever the names', () => {
    fc.assert(
      fc.property(needs, fc.option(fc.string()), (wanted, policyBranch) => {
        expectValid(commitQuery({ ...common, needs: wanted, policyBranch }));
      }),
      { numRuns: 60 },
    );
  });

  test('asks for no more than is needed, and never for a pull request', () => {
    const { text } = commitQuery({ ...common, needs: noNeeds });
    expect(text).not.toMatch(/statusCheckRollup|checkSuites|pullRequest|user0|team0/);
    const wanted = { ...noNeeds, checks: true, workflows: true };
    expect(commitQuery({ ...common, needs: wanted }).text).toMatch(/statusCheckRollup[^$]*checkSuites/);
  });

  test('reads the policy of the default branch, or of another one', () => {
    const own = commitQuery({ ...common, needs: noNeeds });
    expect(own.text).toContain('policy: defaultBranchRef');
    expect(own.variables).toEqual({
      owner: 'acme',
      name: 'shop',
      commit: common.commit,
      floorOwner: 'acme',
      floorName: '.github',
    });
    const other = commitQuery({ ...common, needs: noNeeds, policyBranch: 'release/1' });
    expect(other.text).toContain('policy: ref(qualifiedName: $policyRef)');
    expect(other.variables).toMatchObject({ policyRef: 'refs/heads/release/1' });
  });

  test('gives names as variables, and a bot to nobody', () => {
    const wanted = { ...noNeeds, users: ['renovate[bot]', 'dana'], teams: ['acme/maintainers'] };
    const { variables } = commitQuery({ ...common, needs: wanted });
    expect(variables).toMatchObject({ user0: 'dana', team0Org: 'acme', team0Slug: 'maintainers' });
    expect(Object.keys(variables)).not.toContain('user1');
  });
});
