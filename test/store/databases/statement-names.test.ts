import { expect, test } from '@jest/globals';
import { createStatementNames } from '../../../src/store/databases/statement-names.ts';

test('a statement has a name from the third time on, and keeps it', () => {
  const names = createStatementNames();
  expect([names.of('a'), names.of('a'), names.of('b')]).toEqual([null, null, null]);
  const name = names.of('a');
  expect(name).not.toBeNull();
  expect(names.of('a')).toBe(name);
  expect([names.of('b'), names.of('b')]).not.toContain(name);
});

test('a name that the server refuses is not given again', () => {
  const names = createStatementNames();
  const given = Array.from({ length: 3 }, () => names.of('a')).at(-1);
  names.renew('a');
  expect(names.of('a')).not.toBe(given);
  expect(names.of('a')).toBe(names.of('a'));
  names.renew('never named');
  expect(names.of('never named')).toBeNull();
});

test('names are few, however many statements there are', () => {
  const names = createStatementNames();
  const named = new Set<string | null>();
  for (let text = 0; text < 5_000; text++) for (let time = 0; time < 4; time++) named.add(names.of(`select ${text}`));
  named.delete(null);
  expect(named.size).toBe(400);
  expect(names.of('select 0')).not.toBeNull();
});
