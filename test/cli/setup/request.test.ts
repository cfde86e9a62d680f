import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setup } from '../../../src/cli/commands/setup.ts';
import { basesOf, placeOfLedger, readRequest } from '../../../src/cli/setup/request.ts';
import { readWords } from '../../../src/cli/words.ts';
import { testIo } from '../test-io.ts';

const TOKEN = { GITHUB_TOKEN: 'ghp_x' };
const read = (args: readonly string[], environment: Readonly<Record<string, string>> = TOKEN) => {
  const words = readWords(args, { command: 'setup', options: setup.options, arguments: setup.arguments });
  return readRequest(words, testIo({ environment }));
};

test('branches, each once; the app; the address', () => {
  const args = ['acme/shop', '--app-id', '12', '--branch', 'main', '--branch', 'next', '--branch', 'main'];
  expect(read(args)).toEqual({
    names: { owner: 'acme', name: 'shop' },
    baseUrl: 'https://api.github.com',
    token: 'ghp_x',
    app: { id: 12 },
    branches: ['main', 'next'],
    gate: null,
    ledger: null,
    apply: false,
  });
});

const TRUNK = { owner: 'a', name: 'b', defaultBranch: 'trunk' };

test('each branch has a check of its own; the default branch, when none is named; a gate has one', () => {
  expect(basesOf(read(['a/b', '--app-id', '1']), TRUNK)).toEqual([['trunk']]);
  expect(basesOf(read(['a/b', '--app-id', '1', '--branch', 'x', '--branch', 'y']), TRUNK)).toEqual([['x'], ['y']]);
  const gate = ['a/b', '--app-id', '1', '--gate', 'main', '--branch', 'release/*', '--branch', 'main'];
  expect(basesOf(read(gate), TRUNK)).toEqual([['main', 'release/*']]);
});

test('the app by id, by name, or as APP_ID', () => {
  expect(read(['a/b', '--app', 'Acme-CI']).app).toEqual({ slug: 'acme-ci' });
  expect(read(['a/b'], { ...TOKEN, APP_ID: '7' }).app).toEqual({ id: 7 });
  expect(read(['a/b', '--app-id', '8'], { ...TOKEN, APP_ID: 'wrong' }).app).toEqual({ id: 8 });
});

test('the token and the address as the environment says', () => {
  const args = ['a/b', '--app-id', '1'];
  expect(read(args, { GH_TOKEN: ' ghp_y\n' }).token).toBe('ghp_y');
  expect(read(args, { GITHUB_TOKEN: '', GH_TOKEN: 'ghp_y' }).token).toBe('ghp_y');
  expect(read(args, { ...TOKEN, GHE_HOST: 'git.acme.example' }).baseUrl).toBe('https://git.acme.example/api/v3');
  expect(read([...args, '--api', 'https://x.example/api/v3/']).baseUrl).toBe('https://x.example/api/v3');
});

describe('what cannot be meant is refused in one sentence', () => {
  const id = ['--app-id', '1'];
  test.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
    ['Neither GITHUB_TOKEN nor GH_TOKEN is set', ['a/b', ...id], {}],
    ['The token holds characters', ['a/b', ...id], { GITHUB_TOKEN: 'a b' }],
    ['which app the check belongs to', ['a/b'], TOKEN],
    ['APP_ID is not a number', ['a/b'], { ...TOKEN, APP_ID: 'wrong' }],
    ['--app-id is not a number', ['a/b', '--app-id', '0'], TOKEN],
    ['Either --app or --app-id', ['a/b', '--app', 'x', ...id], TOKEN],
    ['is not the name of an app', ['a/b', '--app', '../x'], TOKEN],
    ['is a pattern', ['a/b', ...id, '--branch', 'release/*'], TOKEN],
    ['is a pattern', ['a/b', ...id, '--gate', 'release/*'], TOKEN],
    ['is a ref', ['a/b', ...id, '--branch', 'refs/heads/main'], TOKEN],
    ['is not the name of a branch', ['a/b', ...id, '--branch', 'a..b'], TOKEN],
    ['is not the name of a branch', ['a/b', ...id, '--branch', '~ALL'], TOKEN],
    ['is not the name of a branch', ['a/b', ...id, '--gate', 'main', '--branch', 'a b'], TOKEN],
    ['--api is not a URL', ['a/b', ...id, '--api', 'ftp://x'], TOKEN],
    ['GITHUB_API_URL is not a URL', ['a/b', ...id], { ...TOKEN, GITHUB_API_URL: 'x' }],
  ])('%s', (message, args, environment) => {
    expect(() => read(args, environment)).toThrow(message);
  });
});

test('whatever is given for a branch: a name that can stand in a ref, or a refusal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (branch) => {
      let branches: readonly string[];
      try {
        ({ branches } = read(['a/b', '--app-id', '1', `--branch=${branch}`]));
      } catch (error) {
        expect(error).toMatchObject({ code: 'cli.usage' });
        return;
      }
      expect(branches).toEqual([branch]);
      expect(branch).not.toMatch(/[\p{Cc}\s~^:?*[\\]|\.\.|^-/u);
    }),
    { numRuns: 1_000 },
  );
});

test('the ledger’s repository as given, else that of the owner in the setting', () => {
  const words = ['acme/shop', '--app-id', '1'];
  const environment = { ...TOKEN, COUNTERSIGN_LEDGER_REPOSITORY: 'octo/audit, Acme/Audit' };
  expect(read(words).ledger).toBeNull();
  expect(read(words, environment).ledger).toEqual({ owner: 'Acme', name: 'Audit' });
  expect(read([...words, '--ledger', 'acme/other'], environment).ledger).toEqual({ owner: 'acme', name: 'other' });
  expect(read(['somebody/shop', '--app-id', '1'], environment).ledger).toBeNull();
  expect(() => read([...words, '--ledger', 'acme'])).toThrow(/not the name of a repository/);
  expect(() => read(words, { ...TOKEN, COUNTERSIGN_LEDGER_REPOSITORY: 'acme' })).toThrow(/LEDGER_REPOSITORY must be/);
});

test('the repository that keeps the ledger of others needs a check only where one is asked for', () => {
  const audit = { owner: 'acme', name: 'audit', defaultBranch: 'main' };
  const words = ['acme/audit', '--app-id', '1', '--ledger', 'Acme/audit'];
  expect(placeOfLedger(read(words).ledger, audit)).toBe('shared');
  expect(basesOf(read(words), audit)).toEqual([]);
  expect(basesOf(read([...words, '--branch', 'main']), audit)).toEqual([['main']]);
  const shop = { ...audit, name: 'shop' };
  expect(placeOfLedger(read(words).ledger, shop)).toBe('elsewhere');
  expect(basesOf(read(words), shop)).toEqual([['main']]);
  expect(placeOfLedger(null, shop)).toBe('own');
});
