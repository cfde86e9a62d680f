import { expect, test } from '@jest/globals';
import { readProtection } from '../../src/github/protection.ts';
import { openPersonLine, recordGitHub } from './line.ts';

recordGitHub();

test.each([
  [403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.', 'no rulesets for private'],
  [403, 'Resource not accessible by integration', 'may not read the rules'],
  [404, 'Not Found', 'may not read the rules'],
])('where GitHub answers %i (%s), the protection of a branch is unknown', async (status, message, why) => {
  const { api, github } = openPersonLine();
  github.get(/^\/repos\/acme\/shop\/rules\/branches\/countersign(\/|%2F)ledger/).reply(status, { message });
  const found = await readProtection(api, { owner: 'acme', name: 'shop' }, 'countersign/ledger');
  expect(found).toMatchObject({ known: false, why: { code: 'forbidden', detail: expect.stringContaining(why) } });
});
