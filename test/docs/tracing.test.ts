import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LedgerBranch } from '../cli/ledger-branch.ts';
import { webBranch } from '../cli/trace/web-branch.ts';

const text = readFileSync('docs/tracing.md', 'utf8');
/** Each command with what the page shows as its answer. */
const shown = [...text.matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```$/gm)].map(
  ([, command = '', answer = '']) => [command, answer] as const,
);

let home: string;
let web: LedgerBranch;

/** What the page takes for granted: acme/web with its ledger. */
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-tracing-page-'));
  web = webBranch();
  const url = `[url "file://${web.repository.path}"]\n\tinsteadOf = https://github.com/acme/web\n`;
  writeFileSync(join(home, '.gitconfig'), url);
});
afterAll(() => {
  web.repository.remove();
  rmSync(home, { recursive: true, force: true });
});

function run(command: string) {
  const functions = [
    'npx() { shift; countersign "$@"; }',
    `countersign() { "${process.execPath}" "${resolve('src/cli/main.ts')}" "$@"; }`,
  ];
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: home };
  return spawnSync('bash', ['-c', [...functions, command].join('\n')], { cwd: home, env, encoding: 'utf8' });
}

test('there are examples', () => expect(shown.length).toBeGreaterThanOrEqual(5));

test.each(shown)(
  '%s answers what the page shows',
  (command, answer) => {
    const { status, stdout, stderr } = run(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(answer);
  },
  60_000,
);

test('every other command works too', () => {
  const [, ...others] = /```sh\n([\s\S]*?)```/.exec(text) ?? [];
  expect(others).toHaveLength(1);
  expect(run(others[0] ?? '')).toMatchObject({ status: 0, stderr: '' });
}, 60_000);
