import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import type { Problem } from '../../../src/ledger/problem.ts';
import { BRANCH, LedgerBranch } from '../../cli/ledger-branch.ts';
import { runCli } from '../../cli/test-io.ts';
import { signer } from '../sample.ts';

let directory: string;
let branch: LedgerBranch;
let kept: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-tampering-'));
  branch = new LedgerBranch();
  branch.grow(1, 3, 255, 256, 257, 600, 990, 1_000);
  kept = join(directory, 'kept');
  writeFileSync(kept, branch.ledger.files.get('checkpoint') ?? '');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

async function verify(source: string, ...args: readonly string[]) {
  const environment = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    XDG_CONFIG_HOME: directory,
    TMPDIR: directory,
  };
  const key = formatVkey(signer);
  const { code, out } = await runCli(['ledger', 'verify', source, '--key', key, '--format', 'json', ...args], {
    environment,
  });
  const { problems } = JSON.parse(out) as { readonly problems: readonly Problem[] };
  return { exit: code, problems };
}

/** A clone of the ledger's branch, checked out; its path. */
function clone(name: string, ...args: readonly string[]): string {
  const path = join(directory, name);
  const from = `file://${branch.repository.path}`;
  const called = BRANCH.replace('refs/heads/', '');
  branch.repository.git(['clone', '--quiet', '--single-branch', '--branch', called, ...args, from, path]);
  return path;
}

test('a clone that turns line ends into CRLF, and a shallow one, hold what was written', async () => {
  const crlf = clone('crlf', '--config', 'core.autocrlf=true', '--config', 'core.eol=crlf');
  for (const [path, bytes] of branch.ledger.files) expect(readFileSync(join(crlf, path)).equals(bytes)).toBe(true);
  expect(await verify(crlf)).toEqual({ exit: 0, problems: [] });
  const shallow = clone('shallow', '--depth', '1');
  expect(await verify(shallow, '--since', kept)).toEqual({ exit: 0, problems: [] });
});

test('a branch that was rewound passes, unless somebody kept a later checkpoint', async () => {
  const path = clone('rewound');
  branch.repository.git(['-C', path, 'reset', '--quiet', '--hard', 'HEAD~2']);
  expect(await verify(path)).toEqual({ exit: 0, problems: [] });
  expect(await verify(path, '--since', kept)).toMatchObject({
    exit: 1,
    problems: [{ code: 'history-rewound', index: 600 }],
  });
});

test('a newest commit amended to change an old bundle: the entry and the commit are named', async () => {
  const path = clone('rewritten');
  const git = (...args: readonly string[]): string => branch.repository.git(['-C', path, ...args]);
  const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
  const bundle = readFileSync(join(path, 'bundle/001.jsonl'), 'utf8');
  writeFileSync(join(path, 'bundle/001.jsonl'), bundle.replace('"installation":11', '"installation":12'));
  git(...identity, 'commit', '--quiet', '--all', '--amend', '--no-edit');
  const commit = git('rev-parse', 'HEAD');
  const { exit, problems } = await verify(path);
  expect(exit).toBe(1);
  const found = problems.map(({ code, index, commit: by }) => [code, index, by]);
  expect(found).toContainEqual(['entry-altered', 256, null]);
  expect(found).toContainEqual(['history-edited', null, commit]);
});
