import { expect, test } from '@jest/globals';
import { formatExternalId, ledgerMark, readExternalId } from '../../src/app/external-id.ts';

const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';

const subject = 'pull_request:1:2';
const origin = 'github.com/acme/shop';

test('what was written is read back', () => {
  const text = formatExternalId(subject, { size: 7, root, origin });
  expect(readExternalId(text)).toEqual({ subject, size: 7, root, ledger: ledgerMark(origin) });
  expect(ledgerMark(origin)).not.toBe(ledgerMark('github.com/acme/audit'));
});

test('an older one names no ledger', () => {
  expect(readExternalId(`${subject} 7 ${root}`)).toEqual({ subject, size: 7, root, ledger: null });
});

test.each(['', 'pull_request:1:2', 'a 1 short=', `a -1 ${root}`, `a b 1 ${root}`, `a 1 ${root} xyz`])(
  '%j names no root',
  (text) => {
    expect(readExternalId(text)).toBeNull();
  },
);
