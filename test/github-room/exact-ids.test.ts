import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quoteIds } from '../../src/github/exact-ids.ts';

test('an id of any size keeps every digit; nothing else changes', () => {
  const text = '[{"id":9223372036854775807,"guid":"a","installation_id":12},{"id":7,"repository_id":null}]';
  expect(JSON.parse(quoteIds(text))).toEqual([
    { id: '9223372036854775807', guid: 'a', installation_id: 12 },
    { id: '7', repository_id: null },
  ]);
});

test('what is no list of objects stays as it is, whatever it is', () => {
  for (const text of ['', '<html>', '{"id":1}', 'null', '[', '7']) expect(quoteIds(text)).toBe(text);
  fc.assert(fc.property(fc.string(), (text) => typeof quoteIds(text) === 'string'));
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean()))), (list) => {
      expect(JSON.parse(quoteIds(JSON.stringify(list)))).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});
