import { expect, test } from '@jest/globals';
import { costOfGraphql, costOfRest } from '../../../src/github/budget/cost.ts';

test.each([
  ['GET /repos/{owner}/{repo}', 1, 0],
  ['GET https://api.github.com/x?page=2', 1, 0],
  ['POST /repos/{owner}/{repo}/check-runs', 5, 0],
  ['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', 5, 0],
  ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 5, 1],
  ['POST /repos/{owner}/{repo}/git/commits', 5, 1],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}/comments', 1, 0],
])('%s costs %i points and %i content', (route, rest, content) => {
  const cost = costOfRest(route);
  expect(cost.points).toEqual({ rest, graphql: 0, content, hourly: content });
  expect([cost.resource, cost.isSafe]).toEqual(['core', rest === 1]);
});

test.each([
  ['query Collect($owner: String!) { repository { id } }', 1, 0],
  ['{ viewer { login } }', 1, 0],
  ['mutation Append { createCommitOnBranch(input: $input) { commit { oid } } }', 5, 1],
  ['mutation { addStar(input: $input) { clientMutationId } }', 5, 0],
])('%s costs %i points and %i content', (query, graphql, content) => {
  const cost = costOfGraphql(query);
  expect(cost.points).toEqual({ rest: 0, graphql, content, hourly: content });
  expect([cost.resource, cost.isSafe]).toEqual(['graphql', graphql === 1]);
});
