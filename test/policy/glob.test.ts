import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { compileGlob, findGlobFault } from '../../src/policy/glob.ts';

const matches = (glob: string, path: string): boolean => compileGlob(glob).test(path);

describe('matching', () => {
  test.each([
    ['src/**', 'src/a/b.ts', true],
    ['src/**', 'src/.hidden/x', true],
    ['src/**', 'src', true],
    ['src/**', 'source/a', false],
    ['src/*', 'src/a/b', false],
    ['**', '.github/workflows/ci.yml', true],
    ['**/*.ts', 'a.ts', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['*.{yml,yaml}', 'ci.yaml', true],
    ['a{b,c/**}', 'ac/d/e', true],
    ['[!a]b', 'ab', false],
    ['[!a]b', '/b', false],
    ['a.b', 'axb', false],
    ['a\\*b', 'a*b', true],
    ['a?c', 'a/c', false],
    ['release/*', 'release/1.2', true],
    ['Src/**', 'src/a', false],
    ['*', 'a\nb', true],
  ])('%s and %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });
});

describe('what is no glob here', () => {
  test.each([
    ['!src/**', 0],
    ['/src', 0],
    ['src/', 3],
    ['a@(b|c)', 1],
    ['a[b', 1],
    ['a{b', 1],
    ['a}b', 1],
  ])('%s', (glob, offset) => {
    expect(findGlobFault(glob)?.offset).toBe(offset);
  });

  test('an escaped sign is only itself', () => {
    expect([findGlobFault('a\\{b'), findGlobFault('\\!x'), findGlobFault('a\\@(b)')]).toEqual([null, null, null]);
  });
});

test('as picomatch would say it', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.a',
    'ab.ts',
    '*',
    '*.ts',
    'a*',
    '**',
    '?',
    '[ab]',
    '[^a]',
    '{a,b}',
    '{ab.ts,b}',
  );
  const globs = fc
    .array(piece, { minLength: 1, maxLength: 5 })
    .map((pieces) => pieces.join('/'))
    // There picomatch is of two minds: `src/**` matches `src`, and `s*/**` does not.
    .filter((glob) => !/[*?\]}]\/\*\*$/.test(glob));
  const paths = fc
    .array(fc.constantFrom('a', 'b', 'c', '.a', 'ab.ts', 'a.b'), { minLength: 1, maxLength: 6 })
    .map((pieces) => pieces.join('/'));
  fc.assert(
    fc.property(globs, paths, (glob, path) => {
      expect({ glob, path, is: matches(glob, path) }).toEqual({
        glob,
        path,
        is: picomatch(glob, { dot: true, noextglob: true })(path),
      });
    }),
    { numRuns: 3_000 },
  );
});

test('any text is judged, and what is accepted compiles', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (glob) => {
      if (findGlobFault(glob) === null) expect(typeof matches(glob, 'a/b')).toBe('boolean');
    }),
    { numRuns: 2_000 },
  );
});

test('a path made to hurt answers at once', () => {
  expect(matches('**/*a*/**/*a*/**/*a*b', `${'a/'.repeat(2_000)}c`)).toBe(false);
  expect(matches('*a*a*a*a*a*a*a*a*b', 'a'.repeat(4_000))).toBe(false);
}, 2_000);
