import { expect, test } from '@jest/globals';
import { countCalls } from '../../src/github/counted.ts';
import { openLine, recordGitHub } from './line.ts';

recordGitHub();

test('counts what goes over the line, failures included', async () => {
  const { api, github } = openLine();
  github.get('/x').reply(200, {}).get('/x').reply(404, {}).post('/graphql').reply(200, { data: {} });
  const counted = countCalls(api);
  await counted.api.rest('GET /x');
  await counted.api.rest('GET /x').catch(() => undefined);
  await counted.api.graphql('query { x }', {});
  expect(counted.calls()).toBe(3);
});
