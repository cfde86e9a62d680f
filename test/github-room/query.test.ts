import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstQuery, isBotLogin, nextQuery, teamAlias, userAlias } from '../../src/github/query.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { expectValid } from './valid-query.ts';

const place = { owner: 'acme', name: 'shop' };
const floor = { owner: 'acme', name: '.github' };
const common = { place, floor, policyBranch: null, groupHead: null };
const needs = fc
  .record({
    commits: fc.boolean(),
    signatures: fc.boolean(),
    files: fc.boolean(),
    reviews: fc.boolean(),
    pushers: fc.boolean(),
    labels: fc.boolean(),
    checks: fc.boolean(),
    workflows: fc.boolean(),
    properties: fc.boolean(),
    users: fc.array(fc.oneof(fc.string(), fc.constantFrom('dana', 'renovate[bot]', '") { x }')), { maxLength: 3 }),
    teams: fc.array(fc.oneof(fc.string(), fc.constant('acme/maintainers')), { maxLength: 3 }),
  })
  .map((asked) => ({ ...noNeeds, ...asked }));

describe('the first query', () => {
  test('is valid for all needs, whatever the names', () => {
    fc.assert(
      fc.property(
        needs,
        fc.option(fc.string()),
        fc.option(fc.constant('a'.repeat(40))),
        (wanted, policyBranch, groupHead) => {
          expectValid(firstQuery({ place, number: 42, floor, needs: wanted, policyBranch, groupHead }));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('has one text for one shape, so that it is parsed once', () => {
    const of = (login: string) => firstQuery({ ...common, number: 1, needs: { ...noNeeds, users: [login] } });
    expect(of('dana').text).toBe(of('amir').text);
    expect(of('dana').variables[userAlias(0)]).toBe('dana');
  });

  test('asks for no more than is needed', () => {
    const { text } = firstQuery({ ...common, number: 1, needs: noNeeds });
    expect(text).not.toMatch(
      /\b(reviews|files|labels|checkSuites)\(|commits\(first|signature|statusCheckRollup|machines/,
    );
    const all = { ...noNeeds, commits: true, files: true, reviews: true };
    const plain = firstQuery({ ...common, number: 1, needs: all }).text;
    expect(plain).toMatch(/reviews\(first: 100\)/);
    expect(plain).not.toContain('signature');
    expect(firstQuery({ ...common, number: 1, needs: { ...all, signatures: true } }).text).toContain('signature');
  });

  test('asks machines of the head, or of the group’s head', () => {
    const wanted = { ...noNeeds, checks: true, workflows: true };
    const { text, variables } = firstQuery({ ...common, number: 1, needs: wanted });
    expect(text).toMatch(/tip: commits\(last: 1\)[^}]*tree \{ oid \} statusCheckRollup/);
    expect(variables).not.toHaveProperty('commit');
    const group = firstQuery({ ...common, number: 1, needs: wanted, groupHead: 'b'.repeat(40) });
    expect(group.text).toContain('machines: object(oid: $commit)');
    expect(group.text.match(/statusCheckRollup/g)).toHaveLength(1);
    expect(group.variables).toMatchObject({ commit: 'b'.repeat(40) });
  });

  test('reads the policy of another branch where that is asked for', () => {
    const { text, variables } = firstQuery({ ...common, number: 1, needs: noNeeds, policyBranch: 'release/1' });
    expect(text).toContain('policy: ref(qualifiedName: $policyRef)');
    expect(variables).toMatchObject({ policyRef: 'refs/heads/release/1' });
  });

  test('gives names as variables, and a bot to nobody', () => {
    const wanted = { ...noNeeds, users: ['renovate[bot]', 'dana'], teams: ['acme/maintainers'] };
    const { variables } = firstQuery({ ...common, number: 1, needs: wanted });
    expect(variables).toMatchObject({ user0: 'dana', team0Org: 'acme', team0Slug: 'maintainers' });
    expect(Object.keys(variables)).not.toContain('user1');
    expect(isBotLogin('renovate[bot]')).toBe(true);
  });
});

describe('the next query', () => {
  test('is valid for every mix of lists and teams', () => {
    const cursor = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          commits: cursor,
          files: cursor,
          reviews: cursor,
          labels: cursor,
          checks: cursor,
          workflows: cursor,
        }),
        fc.boolean(),
        fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
        (lists, signatures, indexes) => {
          const teams = indexes.map((index) => ({ team: 'acme/m', index, cursor: `c${index}` }));
          const query = nextQuery({ place, number: 42, lists, commit: 'a'.repeat(40), signatures, teams });
          expectValid(query);
          for (const index of indexes) expect(query.text).toContain(`${teamAlias(index)}: organization`);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of a bare commit asks for no pull request, and is valid for every mix of lists and teams', () => {
    const cursor = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(fc.record({ checks: cursor, workflows: cursor }), fc.boolean(), (lists, hasTeam) => {
        const teams = hasTeam ? [{ team: 'acme/m', index: 0, cursor: 'c' }] : [];
        const query = nextQuery({ place, number: null, lists, commit: 'a'.repeat(40), signatures: true, teams });
        expectValid(query);
        expect(query.text).not.toMatch(/pullRequest|\$number|headRefOid/);
        expect(query.variables).not.toHaveProperty('number');
      }),
      { numRuns: 30 },
    );
  });
});
