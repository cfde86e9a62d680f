import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isSigned } from '../../src/github/webhook-signature.ts';

const secret = 'It’s a secret';
const body = '{"zen":"Keep it logically awesome. 🛶"}';
const good = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

test('GitHub’s signature over these bytes fits', async () => {
  expect(await isSigned(secret, body, good)).toBe(true);
});

test.each([
  ['another body', secret, `${body} `, good],
  ['another secret', 'another', body, good],
  ['no signature', secret, body, ''],
  ['the older algorithm', secret, body, `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`],
  ['half of it', secret, body, good.slice(0, 40)],
  ['nothing but the name', secret, body, 'sha256='],
])('%s does not', async (_what, key, text, signature) => {
  expect(await isSigned(key, text, signature)).toBe(false);
});
