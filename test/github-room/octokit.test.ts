import { expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import { createOctokit } from '../../src/github/octokit.ts';
import { unwatched } from '../../src/github/request-watch.ts';
import { BASE, expectAt, recordGitHub } from './line.ts';

recordGitHub();

function openOctokit() {
  const noted: object[] = [];
  let requests = 0;
  const octokit = createOctokit({
    baseUrl: BASE,
    log: silentLog,
    speaker: { auth: { auth: 'ghp_test' }, installation: null },
    timeout: 1_000,
    watch: unwatched,
    countRequest: () => {
      requests += 1;
    },
    note: (headers) => noted.push(headers),
  });
  return { octokit, noted, requests: () => requests };
}

test('the headers of every answer are noted, of refusals too', async () => {
  const { octokit, noted, requests } = openOctokit();
  expectAt(BASE).get('/x').reply(200, {}, { 'x-ratelimit-remaining': '9' });
  await octokit.request('GET /x');
  expectAt(BASE).get('/x').reply(404, { message: 'Not Found' }, { 'x-ratelimit-remaining': '8' });
  await expect(octokit.request('GET /x')).rejects.toMatchObject({ code: 'github.not-found' });
  expect(noted).toMatchObject([{ 'x-ratelimit-remaining': '9' }, { 'x-ratelimit-remaining': '8' }]);
  expect(requests()).toBe(2);
});

test('an answer that broke off is none', async () => {
  const { octokit } = openOctokit();
  expectAt(BASE).get('/x').reply(200, '{"half":', { 'content-type': 'application/json' });
  await expect(octokit.request('GET /x')).rejects.toMatchObject({ code: 'github.unavailable' });
});
