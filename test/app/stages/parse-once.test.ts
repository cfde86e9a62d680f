import { expect, test } from '@jest/globals';
import { parseOnce } from '../../../src/app/stages/parse-once.ts';
import { TITLE_POLICY } from '../../whole/team.ts';

test('the same text is parsed once, as long as it is among the last two hundred', () => {
  const first = parseOnce(TITLE_POLICY);
  expect(first).toHaveProperty('policy');
  for (let other = 0; other < 199; other++) parseOnce(`version: ${other}\n`);
  expect(parseOnce(TITLE_POLICY)).toBe(first);
  for (let other = 0; other < 200; other++) parseOnce(`version: ${other}\n`);
  expect(parseOnce(TITLE_POLICY)).not.toBe(first);
  expect(parseOnce(TITLE_POLICY)).toEqual(first);
});
