import { expect, test } from '@jest/globals';
import { selectPart } from '../../src/policy/message-part.ts';

test.each([
  ['subject only', 'subject only', ''],
  ['subject\n\nbody\nmore\n', 'subject', 'body\nmore\n'],
  ['subject\r\n\r\nbody', 'subject', 'body'],
  ['subject\nbody at once', 'subject', 'body at once'],
  ['', '', ''],
  ['\nbody', '', 'body'],
])('%j', (text, subject, body) => {
  expect([selectPart(text, 'subject'), selectPart(text, 'body'), selectPart(text, 'whole')]).toEqual([
    subject,
    body,
    text,
  ]);
});
