import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRepositoryName } from '../../../src/cli/setup/repository-name.ts';

test.each([
  ['acme/shop', 'acme', 'shop'],
  ['a-b_c/.github', 'a-b_c', '.github'],
  ['Acme/x.y-z_1', 'Acme', 'x.y-z_1'],
])('%s', (text, owner, name) => {
  expect(parseRepositoryName(text)).toEqual({ owner, name });
});

test.each([
  '',
  'acme',
  'acme/',
  '/shop',
  'acme/shop/',
  'acme/..',
  'acme/.',
  '../shop',
  '-x/shop',
  'acme/a b',
  'acme/shop;id',
  'acme/$(id)',
  'acme/\u{202e}',
  'https://github.com/acme/shop',
])('%j is refused', (text) => {
  expect(() => parseRepositoryName(text)).toThrow('is not the name of a repository');
});

test('whatever is given: a name that is safe in an address and in a shell, or one sentence', () => {
  const parts = fc.stringMatching(/^[\w.$;`'"~ \n/-]{0,8}$/);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.tuple(parts, parts).map((both) => both.join('/')),
      ),
      (text) => {
        let names: ReturnType<typeof parseRepositoryName>;
        try {
          names = parseRepositoryName(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'cli.usage', next: 'Give OWNER/REPO, as in acme/shop.' });
          return;
        }
        expect(`${names.owner}/${names.name}`).toBe(text);
        expect(new URL(`https://api.invalid/repos/${text}/rulesets`).pathname).toBe(`/repos/${text}/rulesets`);
        expect(text).toMatch(/^[\w./-]+$/);
      },
    ),
    { numRuns: 2_000 },
  );
});
