import { expect, test } from '@jest/globals';
import { findBot } from '../../../src/github/facts/bot.ts';
import { openLine, recordGitHub } from '../line.ts';

recordGitHub();

test('an app’s account is found by REST', async () => {
  const { api, github } = openLine();
  github.get('/users/renovate%5Bbot%5D').reply(200, { id: 6, login: 'renovate[bot]', type: 'Bot' });
  expect(await findBot(api, 'renovate[bot]')).toEqual({
    known: true,
    value: { id: 6, login: 'renovate[bot]', type: 'bot' },
  });
});

test('one that is not there is unknown; a failure is a fault', async () => {
  const { api, github } = openLine();
  github.get('/users/x%5Bbot%5D').reply(404, { message: 'Not Found' });
  expect(await findBot(api, 'x[bot]')).toMatchObject({ known: false, why: { code: 'nobody' } });
  github.get('/users/x%5Bbot%5D').reply(500, { message: 'oops' });
  await expect(findBot(api, 'x[bot]')).rejects.toMatchObject({ code: 'github.unavailable' });
});
