import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transform } from '@swc/core';
import { checkTarball, type PackageManifest } from '../../scripts/house/package.ts';
import { source } from '../house/project.ts';
import { type BuiltPackage, buildPackage, listTarball, pathOf, readManifest } from './built.ts';
import { consumerSource, givenToConsumer } from './consumer.ts';

/** The package as somebody gets it: built, listed as npm would pack it, imported through its exports. */

const run = promisify(execFile);
let built: BuiltPackage;
beforeAll(async () => {
  built = await buildPackage();
  writeFileSync(join(built.consumer, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(built.consumer, 'given.json'), givenToConsumer());
}, 60_000);
afterAll(() => built[Symbol.dispose]());

const inConsumer = (program: string, ...args: readonly string[]) =>
  run(program, [...args], { cwd: built.consumer, env: { PATH: pathOf(join(import.meta.dirname, '../..')) } });

const node = async (text: string): Promise<string> =>
  (await inConsumer(process.execPath, '--input-type=module', '--eval', text)).stdout.trim();

test('the tarball holds what is used, and nothing else', async () => {
  const manifest = readManifest(built.path) as unknown as PackageManifest;
  const paths = await listTarball(built.path);
  expect(checkTarball(paths, { manifest, sources: source.map(({ path }) => path) })).toEqual([]);
  expect(statSync(join(built.path, 'dist/cli/main.js')).mode & 0o111).toBe(0o111);
});

test('a consumer judges by a policy and verifies what a ledger says', async () => {
  const { code } = await transform(consumerSource, { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } });
  expect(JSON.parse(await node(code))).toEqual({
    result: 'pending',
    title: 'Waiting for 1 reviewer to approve',
    problem: ['policy.schema', 1],
    size: 1,
    included: true,
    empty: expect.arrayContaining(['checkpoint-missing']),
    fault: 'ledger.key',
    schema: 'Countersign policy',
  });
});

test('a consumer in TypeScript compiles, our declarations included', async () => {
  writeFileSync(join(built.consumer, 'main.ts'), consumerSource);
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  await inConsumer('tsc', ...options, '--skipLibCheck', 'false', 'main.ts').catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
}, 60_000);

test.each(['countersign', 'countersign/dist/main.js', 'countersign/app', 'countersign/policy/parse.js'])(
  '%s cannot be imported',
  async (specifier) => {
    const outcome = await node(
      `await import('${specifier}').then(() => console.log('imported'), (error) => console.log(error.code))`,
    );
    expect(outcome).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  },
);

test('the command runs from another directory', async () => {
  const command = join(built.consumer, 'node_modules/countersign/dist/cli/main.js');
  const { stdout } = await inConsumer(command, '--version');
  expect(stdout).toContain(String(readManifest(built.path)['version']));
});
