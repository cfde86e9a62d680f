import { describe, expect, test } from '@jest/globals';
import { number, oneOf, repository, text } from '../../src/app/setting.ts';

function problemsOf(read: (problems: string[]) => unknown): readonly [unknown, ...string[]] {
  const problems: string[] = [];
  return [read(problems), ...problems];
}

test('an empty setting is none', () => {
  expect([text({}, 'A'), text({ A: '  ' }, 'A'), text({ A: ' x ' }, 'A')]).toEqual([null, null, 'x']);
});

describe('a number', () => {
  const port = { name: 'PORT', fallback: 3000, from: 1, to: 9 };
  test.each([
    [undefined, 3000],
    ['1', 1],
    ['9', 9],
  ])('%s is %s', (given, value) => {
    expect(problemsOf((problems) => number({ PORT: given }, problems, port))).toEqual([value]);
  });

  test.each(['0', '10', '1.5', '-1', '1e0', 'x'])('%s is none', (given) => {
    const [, problem] = problemsOf((problems) => number({ PORT: given }, problems, port));
    expect(problem).toBe('PORT must be a whole number from 1 to 9');
  });

  test('that has to be set is missed', () => {
    expect(problemsOf((problems) => number({}, problems, { ...port, fallback: null }))[1]).toBe('PORT is not set');
  });
});

test('one of several words', () => {
  const names = { name: 'NAMES', values: ['auto', 'yes'], fallback: 'auto' } as const;
  expect(problemsOf((problems) => oneOf({}, problems, names))).toEqual(['auto']);
  expect(problemsOf((problems) => oneOf({ NAMES: 'yes' }, problems, names))).toEqual(['yes']);
  expect(problemsOf((problems) => oneOf({ NAMES: 'Yes' }, problems, names))[1]).toBe('NAMES must be one of auto, yes');
});

test.each([
  [undefined, [null]],
  ['acme/shop', [{ owner: 'acme', name: 'shop' }]],
  ['acme', [null, 'FLOOR must be OWNER/REPOSITORY']],
  ['acme/shop/x', [null, 'FLOOR must be OWNER/REPOSITORY']],
])('a repository %s', (given, wanted) => {
  expect(problemsOf((problems) => repository({ FLOOR: given }, problems, 'FLOOR'))).toEqual(wanted);
});
