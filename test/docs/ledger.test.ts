import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatCheckpoint, parseCheckpoint } from '../../src/ledger/checkpoint.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { entrySchemas } from '../../src/ledger/schemas.ts';
import { LedgerBranch } from '../cli/ledger-branch.ts';
import { keyFrom, signer } from '../ledger/sample.ts';
import { cosigned, mlDsaWitnessFrom, witnessFrom, witnessLines } from '../ledger/witnesses.ts';

const text = readFileSync('docs/ledger.md', 'utf8');
const all = [...text.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);
/** Nobody decided what this ledger tells of: evidence is read and judged again in test/whole/evidence.test.ts. */
const commands = all.filter((command) => !/ --replay| evidence get /.test(command));

let home: string;
let ledger: LedgerBranch;

/** What the page takes for granted: acme/shop with its ledger, a clone to stand in, and a checkpoint from last month. */
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-ledger-page-'));
  ledger = new LedgerBranch();
  ledger.grow(1, 3);
  writeFileSync(join(home, 'last-month.checkpoint'), ledger.ledger.files.get('checkpoint') ?? '');
  ledger.grow(300);
  cosign();
  const { path } = ledger.repository;
  writeFileSync(join(home, '.gitconfig'), `[url "file://${path}"]\n\tinsteadOf = https://github.com/acme/shop\n`);
});
afterAll(() => {
  ledger.repository.remove();
  rmSync(home, { recursive: true, force: true });
});

/** Two witnesses have just cosigned the newest checkpoint, and the branch says so. */
function cosign(): void {
  const witnesses = [witnessFrom(1), mlDsaWitnessFrom(2)];
  const note = ledger.ledger.files.get('checkpoint') ?? new Uint8Array();
  const now = cosigned(note, witnesses, Math.floor(Date.now() / 1000) - 5000);
  const message = ledger.ledger.commits.at(-1)?.message.replace(/^.*\n/, 'ledger: checkpoint 300 [skip ci]\n');
  ledger.tamper({ checkpoint: now, 'checkpoint.witnessed': now }, message);
  const lines = `log ${formatVkey(signer)}\n${witnessLines(witnesses)}`;
  writeFileSync(join(home, 'witnesses.policy'), `${lines}group either any W1 W2\nquorum either\n`);
}

function run(command: string): ReturnType<typeof spawnSync> {
  const key = Buffer.from([...ledger.ledger.files].find(([path]) => path.startsWith('keys/'))?.[1] ?? '')
    .toString()
    .trim();
  const real = command
    .replace(/'github\.com\/acme\/shop\+[^']*'/, `'${key}'${command.includes(' verify ') ? ' --pin' : ''}`)
    .replace(/(ledger [a-z]+) \. /, `$1 '${ledger.repository.path}' `)
    .replace(/(ledger [a-z]+) \.$/, `$1 '${ledger.repository.path}'`);
  const script = `npx() { shift; "${process.execPath}" "${resolve('src/cli/main.ts')}" "$@"; }\n${real}`;
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: home };
  return spawnSync('bash', ['-c', script], { cwd: home, env, encoding: 'utf8' });
}

test('there are examples', () => expect(commands.length).toBeGreaterThanOrEqual(4));

// One after the other: the first pins the key that the later ones need.
test('every command of the page works', () => {
  for (const command of commands) {
    const { status, stderr } = run(command);
    expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: expect.not.stringContaining('rror') });
  }
}, 60_000);

describe('the check by hand', () => {
  const script = /```bash\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const check = (key: string): ReturnType<typeof spawnSync> => {
    rmSync(join(home, 'ledger'), { recursive: true, force: true });
    const env = { PATH: process.env['PATH'], HOME: home };
    return spawnSync('bash', ['-c', script.replace(/^key=.*$/m, `key='${key}'`)], { cwd: home, env, encoding: 'utf8' });
  };
  const vkey = (): string => formatVkey(signer);

  test('accepts the ledger, and nothing else', () => {
    expect(check(vkey())).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('300 entries, as they were signed'),
    });
    expect(check(formatVkey(keyFrom(2)))).toMatchObject({ status: 1 });
    const entry = Buffer.from(ledger.ledger.files.get('tail/299.json') ?? '').toString();
    ledger.tamper({ 'tail/299.json': entry.replace('"n":1', '"n":2') });
    expect(check(vkey()).status).toBe(1);
    ledger.tamper({ 'tail/299.json': entry });
    expect(check(vkey()).status).toBe(0);
  }, 60_000);

  test('refuses another ledger of the same private key, whose signature was given this name', () => {
    const name = 'github.com/acme/other';
    const { origin, size, root } = parseCheckpoint(ledger.ledger.files.get('checkpoint') ?? new Uint8Array());
    const id = Buffer.from(signer.keyId, 'hex');
    const other = formatCheckpoint({ origin: name, size, root });
    const signature = Buffer.concat([id, signer.sign(Buffer.from(other))]).toString('base64');
    ledger.tamper({ checkpoint: `${other}\n— ${origin} ${signature}\n` });
    expect(check(vkey()).status).toBe(1);
  }, 60_000);
});

test('every kind of entry that is written is explained', () => {
  for (const { kind } of entrySchemas) expect(text).toContain(`| \`${kind}\` |`);
});
