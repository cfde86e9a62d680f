import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { policyText } from '../check/sample-policy.ts';
import { runCli } from '../test-io.ts';

let directory: string;
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-validate-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const GOOD = policyText('  - { name: signed, require: { signed: true } }\n');
const validate = (...args: readonly string[]) => runCli(['policy', 'validate', ...args]);

test('a valid file', async () => {
  const path = file('good.yml', GOOD);
  expect(await validate(path)).toEqual({ code: 0, out: `${path}: valid, 1 rule\n`, err: '' });
});

test('every problem with file, line and column; the nearest word', async () => {
  const path = file(
    'bad.yml',
    'version: 1\nrules:\n  - name: a\n    require: { sigend: true }\n  - name: b\n    requires: {}\n',
  );
  const { code, out, err } = await validate(path);
  expect([code, err]).toEqual([1, '']);
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) expect(line).toMatch(new RegExp(`^${path}:\\d+:\\d+: \\S`));
  expect(lines[0]).toMatch(/:4:\d+: .*signed/);
});

test('JSON holds all files', async () => {
  const [good, bad, gone] = [file('good.yml', GOOD), file('empty.yml', ''), join(directory, 'gone.yml')];
  const { code, out } = await validate(good, bad, gone, '--format', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toEqual({
    version: 1,
    ok: false,
    files: [
      { file: good, ok: true, rules: 1, unreadable: null, problems: [] },
      {
        file: bad,
        ok: false,
        rules: null,
        unreadable: null,
        problems: [{ code: 'policy.schema', line: 1, column: 1, message: 'the file is empty', nearest: null }],
      },
      { file: gone, ok: false, rules: null, unreadable: expect.stringContaining('no such file'), problems: [] },
    ],
  });
});

test.each([
  ['not UTF-8', () => new Uint8Array([0xff, 0xfe, 0x00]), 'UTF-8'],
  ['above the limit', () => '#'.repeat(65_537), '65537'],
  ['far above the limit', () => '#'.repeat(17 * 1024 * 1024), 'more than'],
  [
    'an alias bomb',
    () =>
      `a: &a [x, x]\n${Array.from({ length: 40 }, (_, n) => `b${n}: &b${n} [*${n === 0 ? 'a' : `b${n - 1}`}, *${n === 0 ? 'a' : `b${n - 1}`}]`).join('\n')}\n`,
    '',
  ],
  ['control characters', () => 'version: 1\n"\u{1b}[31m\u{202e}": x\nrules: []\n', ''],
])('%s: exit 1, one line a problem', async (_what, content, message) => {
  const path = file('odd.yml', content());
  const { code, out } = await validate(path);
  expect([code, out]).toEqual([1, expect.stringContaining(message)]);
  expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('no file, a directory, an option too many', async () => {
  expect(await validate()).toMatchObject({ code: 2, err: expect.stringContaining('An argument is missing') });
  expect(await validate(directory)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('it is a directory'),
  });
  expect(await validate(file('good.yml', GOOD), '--strict')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no option --strict'),
  });
});
