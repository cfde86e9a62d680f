import { expect, test } from '@jest/globals';
import { parseTrustedRoots } from '../../src/signatures/trusted-roots.ts';
import { makeInstance } from './instance.ts';

const now = Date.UTC(2026, 10, 21);
const github = makeInstance('github', now).trustedRoot;
const open = makeInstance('public-good', now).trustedRoot;
const authorities = (text: string) => parseTrustedRoots(text).roots.map(({ authority }) => authority);
const merge = (a: string, b: string): string => {
  const [one, other] = [JSON.parse(a), JSON.parse(b)];
  return JSON.stringify({
    ...one,
    certificateAuthorities: [...one.certificateAuthorities, ...other.certificateAuthorities],
  });
};

test('a root a line, as gh writes them', () => {
  expect(parseTrustedRoots(`${open}\n\n${github}\n`).problems).toEqual([]);
  expect(authorities(`${open}\n\n${github}\n`)).toEqual(['public-good', 'github']);
});

test('one root over many lines', () => {
  expect(authorities(JSON.stringify(JSON.parse(github), null, 2))).toEqual(['github']);
});

test('each problem with its line', () => {
  const other = makeInstance({ named: 'acme' }, now).trustedRoot;
  const { roots, problems } = parseTrustedRoots([github, 'x', '[]', '7', '{}', other, merge(open, github)].join('\n'));
  const alone = 'its certificate authorities are not those of sigstore.dev alone, or of GitHub, Inc. alone';
  expect(roots.map(({ authority }) => authority)).toEqual(['github']);
  expect(problems).toEqual([
    'line 2: is not a JSON object',
    `line 3: ${alone}`,
    'line 4: is not a JSON object',
    `line 5: ${alone}`,
    `line 6: ${alone}`,
    `line 7: ${alone}`,
  ]);
});

test('a certificate that is none', () => {
  const broken = github.replace(/"rawBytes":"[^"]+"/, '"rawBytes":"AAAA"');
  expect(parseTrustedRoots(broken).problems).toEqual(['line 1: is not a trusted root of Sigstore']);
});

test.each(['', ' \n'])('%j is empty', (text) => {
  expect(parseTrustedRoots(text)).toEqual({ roots: [], problems: ['it is empty'] });
});
