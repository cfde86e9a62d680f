import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readTemplate } from '../../../src/store/databases/pglite-template.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-template-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const text = async (blob: Blob | null): Promise<string | null> => (blob === null ? null : await blob.text());
const made: string[] = [];
const make = async (): Promise<Blob> => {
  made.push('made');
  return new Blob([`template ${made.length}`]);
};

test('a template is made once, and kept where only its owner can write', async () => {
  const folder = join(root, 'own');
  expect(await readTemplate(null, { folder })).toBeNull();
  const first = await text(await readTemplate(make, { folder }));
  expect(await text(await readTemplate(make, { folder }))).toBe(first);
  expect(await text(await readTemplate(null, { folder }))).toBe(first);
  expect(made).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^pglite-\d+\.\d+\.\d+\.tar\.gz$/)]);
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test('nothing is taken from a folder that others can write into', async () => {
  const folder = join(root, 'shared');
  await readTemplate(make, { folder });
  chmodSync(folder, 0o777);
  expect(await readTemplate(null, { folder })).toBeNull();
  expect(await readTemplate(make, { folder })).toBeNull();
});

test('one that is filled stands beside the empty one', async () => {
  const folder = join(root, 'both');
  const empty = await text(await readTemplate(make, { folder }));
  const filled = await text(await readTemplate(make, { folder, contents: 'abc' }));
  expect(filled).not.toBe(empty);
  expect(await text(await readTemplate(null, { folder, contents: 'abc' }))).toBe(filled);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a user whom the machine knows by number only, as containers have them, is no fault', () => {
  const module = new URL('../../../src/store/databases/pglite-template.ts', import.meta.url);
  const program = `
    const { readTemplate } = await import(${JSON.stringify(module.href)});
    if (process.getuid?.() === 0) process.setuid(54321);
    console.log(await readTemplate(null));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: root },
  });
  expect(said.trim()).toBe('null');
});
