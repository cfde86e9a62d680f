import { describe, expect, test } from '@jest/globals';
import { checkTarball, findUndeclared, type PackageManifest, targetsOf } from '../../scripts/house/package.ts';
import { readText, source } from './project.ts';

const manifest = JSON.parse(readText('package.json')) as PackageManifest;

test('what the program imports is installed with it', () => {
  expect(
    findUndeclared(
      source.flatMap(({ imports }) => imports),
      manifest,
    ),
  ).toEqual([]);
});

test('only the two public rooms, the schema and the manifest can be imported', () => {
  expect(Object.keys(manifest.exports)).toEqual(['./policy', './ledger', './schema/policy.json', './package.json']);
  expect(Object.keys(manifest.exports).filter((name) => name.includes('*'))).toEqual([]);
});

const sample = {
  bin: { thing: './dist/cli/main.js' },
  exports: {
    './policy': { types: './dist/policy/index.d.ts', default: './dist/policy/index.js' },
    './x.json': './x.json',
  },
};

test('bin and exports lead to files', () =>
  expect(targetsOf(sample)).toEqual(['dist/cli/main.js', 'dist/policy/index.d.ts', 'dist/policy/index.js', 'x.json']));

describe('a tarball', () => {
  const sources = ['src/cli/main.ts', 'src/policy/index.ts'];
  const good =
    '.env.example CHANGELOG.md LICENSE README.md SECURITY.md app.yml package.json x.json schema/policy.json ' +
    'schema/ledger/1.json dist/cli/main.js dist/cli/main.d.ts dist/policy/index.js dist/policy/index.d.ts';
  const paths = good.split(' ');
  const check = (found: readonly string[]) => checkTarball(found, { manifest: sample, sources });

  test('with everything passes', () => expect(check(paths)).toEqual([]));
  test.each(['dist/policy/index.d.ts', 'app.yml', 'schema/policy.json', 'x.json'])('without %s is told', (path) =>
    expect(check(paths.filter((each) => each !== path))).toEqual([`${path} is not in the package`]),
  );
  test.each(['.env', 'key.pem', 'src/main.ts', 'dist/old.js', 'dist/main.js.map', 'test/a.test.ts'])(
    'with %s is told',
    (path) => expect(check([...paths, path])).toEqual([`${path} should not be in the package`]),
  );
});

test('a package that is imported and not installed is told, whatever part of it is meant', () => {
  const specifiers = ['pg', '@octokit/rest/lib', 'yaml/parse', 'node:fs', './a.ts', '<computed>'];
  expect(findUndeclared(specifiers, { dependencies: { pg: '1.0.0' } })).toEqual(['@octokit/rest', 'yaml']);
});
