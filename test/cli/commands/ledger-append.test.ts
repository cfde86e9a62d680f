import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ran, runCli } from '../test-io.ts';

let directory = '';
let shop = '';
let key = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-append-'));
  shop = join(directory, 'shop');
  key = join(directory, 'key.pem');
  execFileSync('git', ['init', '--quiet', shop]);
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key]);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const ORIGIN = ['--origin', 'forge.example/acme/shop'];

function statement(subject: string, header: Readonly<Record<string, unknown>> = {}): string {
  const predicate = { countersign_event: { event: 'test', result: 'passed' }, countersign: header };
  const subjects = [{ name: subject, digest: { sha256: 'a'.repeat(64) } }];
  return `${JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject: subjects, predicate })}\n`;
}

async function append(input: string, ...args: readonly string[]): Promise<Ran> {
  const given = ['ledger', 'append', '--repo', shop, '--key', key, ...args];
  return await runCli(given, { input: Readable.from(input === '' ? [] : [Buffer.from(input)]) });
}

async function verify(): Promise<unknown> {
  const shown = JSON.parse((await append('', '--format', 'json')).out) as { size: number };
  const { err: _, out } = await append('');
  const [, vkey = ''] = /^Its key: (.*)$/m.exec(out) ?? [];
  const { out: answer } = await runCli(['ledger', 'verify', shop, '--key', vkey, '--format', 'json']);
  const { ok, size, problems } = JSON.parse(answer) as Record<string, unknown>;
  return { ok, problems, isWhole: size === shown.size, size };
}

test('what is appended is said, and verifies', async () => {
  const first = await append(statement('a') + statement('b'), ...ORIGIN);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^2 entries appended to forge\.example\/acme\/shop: 1–2\.\nIt has 3 entries now, root /);
  const again = await append(statement('a', { n: 1 }) + statement('a', { n: 2 }), '--format', 'json');
  expect(JSON.parse(again.out)).toMatchObject({ size: 4, appended: [[3, 3]], there: 1, recovered: 0 });
  expect(await verify()).toEqual({ ok: true, problems: [], isWhole: true, size: 4 });
});

describe('what is refused', () => {
  test('a repository without a ledger, unless it is named', async () => {
    expect(await append('')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--origin HOST/OWNER/NAME') as unknown as string,
    });
  });

  test('a clone that only remembers the branch of another: named or not, it would be forked', async () => {
    await append(statement('a'), ...ORIGIN);
    const other = shop;
    shop = join(directory, 'clone');
    execFileSync('git', ['clone', '--quiet', '--no-checkout', other, shop], { stdio: 'ignore' });
    for (const origin of [[], ORIGIN])
      expect(await append(statement('b'), ...origin)).toMatchObject({
        code: 2,
        err: expect.stringContaining('git branch countersign/ledger refs/remotes/origin/') as unknown as string,
      });
    execFileSync('git', ['-C', shop, 'branch', 'countersign/ledger', 'refs/remotes/origin/countersign/ledger']);
    expect(await append(statement('b'))).toMatchObject({
      code: 0,
      out: expect.stringContaining(': 2.\n') as unknown as string,
    });
  });

  test('another name than the branch has', async () => {
    await append('', ...ORIGIN);
    const refused = await append('', '--origin', 'forge.example/acme/other');
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining('is forge.example/acme/shop, not') as unknown as string,
    });
  });

  test('a branch that is checked out', async () => {
    await append('', ...ORIGIN);
    execFileSync('git', ['-C', shop, 'checkout', '--quiet', 'countersign/ledger']);
    expect(await append('')).toMatchObject({
      code: 2,
      err: expect.stringContaining('checked out in') as unknown as string,
    });
  });

  test('no key, and a key of another kind', async () => {
    const none = await runCli(['ledger', 'append', '--repo', shop, ...ORIGIN]);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('openssl genpkey') as unknown as string });
    writeFileSync(key, 'not a key');
    expect(await append('', ...ORIGIN)).toMatchObject({
      code: 2,
      err: expect.stringContaining('key.pem') as unknown as string,
    });
  });

  test('a line, with its place; what was before it in the group is not appended either', async () => {
    await append('', ...ORIGIN);
    const refused = await append(`${statement('a')}{"predicateType"`);
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringMatching(/not JSON \(line 2, column \d+\)\. Correct that line;/) as unknown as string,
    });
    expect(refused.out).toContain('0 entries appended');
  });
});

describe('a program that keeps the input open hears at once', () => {
  test('of a line that is refused', async () => {
    await append('', ...ORIGIN);
    const child = start({ ...process.env });
    child.stdin.write('{}\n');
    expect(await once(child, 'close')).toEqual([2, null]);
  });

  test('of a key that is another one, before it wrote anything', async () => {
    await append('', ...ORIGIN);
    rmSync(key);
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key]);
    const child = start({ ...process.env });
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(Buffer.concat(said).toString()).toMatch(
      /^countersign: .* is signed by another key|^countersign: no known key/,
    );
  });
});

test('several processes at once take turns: nothing is lost, nothing is forked', async () => {
  await append('', ...ORIGIN);
  const codes = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      const child = start({ ...process.env });
      for (let round = 0; round < 4; round += 1) {
        child.stdin.write(statement(name) + statement('shared'));
        await new Promise((done) => setTimeout(done, 60));
      }
      child.stdin.end();
      return (await once(child, 'close')) as unknown;
    }),
  );
  expect(codes).toEqual([
    [0, null],
    [0, null],
    [0, null],
  ]);
  expect(await verify()).toEqual({ ok: true, problems: [], isWhole: true, size: 25 });
});

describe('killed', () => {
  test.each([
    ['before git wrote anything', 'fast-import', 'kill -9 $PPID; exit 1'],
    ['when the commits are written, and the branch has not moved', 'update-ref', 'kill -9 $PPID; exit 1'],
    ['when the branch has moved', 'update-ref', '"$REAL" "$@"; kill -9 $PPID; exit 0'],
  ])('%s, the next run publishes the same bytes', async (_, verb, act) => {
    await append(statement('a'), ...ORIGIN);
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    const script = `#!/bin/bash\nREAL=${real}\nfor word in "$@"; do if [ "$word" = ${verb} ]; then ${act}; fi; done\nexec "$REAL" "$@"\n`;
    writeFileSync(join(bin, 'git'), script);
    chmodSync(join(bin, 'git'), 0o755);
    const child = start({ ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    child.stdin.end(statement('b') + statement('c'));
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
    const next = await append(statement('d'), '--format', 'json');
    expect(next).toMatchObject({ code: 0, err: '2 entries of an interrupted run were appended\n' });
    expect(JSON.parse(next.out)).toMatchObject({ size: 5, recovered: 2, appended: [[4, 4]] });
    expect(await verify()).toEqual({ ok: true, problems: [], isWhole: true, size: 5 });
  });
});

function start(env: NodeJS.ProcessEnv) {
  const main = resolve('src/cli/main.ts');
  return spawn(process.execPath, [main, 'ledger', 'append', '--repo', shop, '--key', key], { env });
}
