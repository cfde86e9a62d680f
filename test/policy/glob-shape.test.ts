import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findGlobFault, translateGlob } from '../../src/policy/glob.ts';
import { findGlobShape } from '../../src/policy/glob-shape.ts';
import { compilePattern } from '../../src/policy/pattern.ts';

describe('shapes that need no pattern', () => {
  test.each([
    'README.md',
    'src/**',
    'src/*',
    'src/*.ts',
    '*.md',
    'v*',
    'release/*-rc',
    '**',
    '**/*.sql',
    '**/*',
    '**/Makefile',
    'src/**/*.ts',
    'src/**/index.ts',
    '.github/workflows/*.{yml,yaml}',
    '{LICENSE,NOTICE}',
  ])('%s', (glob) => expect(findGlobShape(glob)).not.toBeNull());

  test.each([
    'src/?.ts',
    '[ab].ts',
    'a\\*',
    '**/a/**/b',
    '*a*',
    'a**',
    '{a,{b,c}}',
    '{a/b,c}',
    '{}**',
    '{,a}/b',
    '**/{*.a,b}',
  ])('left to RE2: %s', (glob) => expect(findGlobShape(glob)).toBeNull());
});

const piece = fc.constantFrom(
  '*',
  '**',
  '/',
  '**/',
  '/**',
  '{a,b}',
  '{',
  '}',
  ',',
  'a',
  'b',
  'src',
  '.ts',
  '.',
  'é',
  '\n',
  '?',
);
const globs = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''));
const sign = fc.constantFrom('/', '/', 'a', 'b', 'src', '.ts', '.', 'é', '\n', '*');
const texts = fc.array(sign, { maxLength: 8 }).map((signs) => signs.join(''));

test('a shape gives the answers of RE2, whatever the glob and the text', () => {
  let shapes = 0;
  fc.assert(
    fc.property(globs, fc.array(texts, { minLength: 8, maxLength: 8 }), (glob, all) => {
      if (findGlobFault(glob) !== null) return;
      const shape = findGlobShape(glob);
      if (shape === null) return;
      shapes += 1;
      const pattern = compilePattern(translateGlob(glob));
      for (const text of [...all, glob, glob.replaceAll('*', 'a'), glob.replaceAll('**/', '')]) {
        expect([glob, text, shape(text)]).toEqual([glob, text, pattern.test(text)]);
      }
    }),
    { numRuns: 4_000 },
  );
  expect(shapes).toBeGreaterThan(400);
});
