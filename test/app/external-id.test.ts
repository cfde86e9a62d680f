import { expect, test } from '@jest/globals';
import { formatExternalId, readExternalId } from '../../src/app/external-id.ts';

const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';

test('what was written is read back', () => {
  expect(readExternalId(formatExternalId('pull_request:1:2', { size: 7, root }))).toEqual({
    subject: 'pull_request:1:2',
    size: 7,
    root,
  });
});

test.each(['', 'pull_request:1:2', 'a 1 short=', `a -1 ${root}`, `a b 1 ${root}`])('%j names no root', (text) => {
  expect(readExternalId(text)).toBeNull();
});
