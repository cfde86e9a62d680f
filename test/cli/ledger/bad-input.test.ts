import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toBytes, toText } from '../../../src/base/bytes.ts';
import type { Entry } from '../../../src/ledger/entry.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { SampleRepository } from '../../git/sample-repository.ts';
import { entryAt, signer } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

/** What is not as it should be: each is said in a sentence, with exit 1 (the ledger) or 2 (it cannot be read). */

let directory: string;
let branch: LedgerBranch;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-bad-'));
  branch = new LedgerBranch();
  branch.grow(1, 3, 300);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

const cli = (...args: readonly string[]) =>
  runCli(['ledger', ...args], {
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_CONFIG_HOME: directory, TMPDIR: directory },
  });
const verify = (source: string, ...args: readonly string[]) =>
  cli('verify', source, '--key', formatVkey(signer), ...args);

/** A clone of the branch alone; its path. */
function clone(name: string, ...args: readonly string[]): string {
  const path = join(directory, name);
  const from = `file://${branch.repository.path}`;
  const which = ['--single-branch', '--branch', 'countersign/ledger'];
  branch.repository.git(['clone', '--quiet', ...which, ...args, from, path]);
  return path;
}

describe('repositories of every kind', () => {
  test.each(['verify', 'query', 'show', 'prove'])('%s: no branch, nothing at all, no repository', async (command) => {
    const index = command === 'show' || command === 'prove' ? ['0'] : [];
    const other = new SampleRepository();
    const without = await cli(command, other.path, ...index);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('has no branch countersign/ledger')]);
    const bare = new SampleRepository({ bare: true });
    expect(await cli(command, bare.path, ...index)).toMatchObject({ code: 2 });
    expect(await cli(command, `file://${bare.path}`, ...index)).toMatchObject({ code: 2 });
    const nowhere = await cli(command, join(directory, 'nowhere'), ...index);
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('nowhere')]);
    for (const repository of [other, bare]) repository.remove();
  });

  test('bare, mirrored, with a linked work tree, with SHA-256', async () => {
    expect(await verify(clone('bare', '--bare'))).toMatchObject({ code: 0 });
    expect(await verify(clone('mirror', '--mirror'))).toMatchObject({ code: 0 });
    const main = clone('main', '--no-checkout');
    const linked = join(directory, 'linked');
    branch.repository.git(['-C', main, 'worktree', 'add', '--quiet', '--detach', linked]);
    expect(await verify(linked)).toMatchObject({ code: 0 });
    expect(await verify(join(linked, 'bundle'))).toMatchObject({ code: 0 });
    const other = new LedgerBranch({ format: 'sha256' });
    other.grow(1, 300);
    expect(await verify(other.repository.path)).toMatchObject({ code: 0 });
    expect(await verify(`file://${other.repository.path}`)).toMatchObject({ code: 0 });
    other.repository.remove();
  });

  test('a shallow clone: what that proves is said, and what --since adds', async () => {
    const { code, out } = await verify(clone('shallow', '--depth', '1'));
    expect(code).toBe(0);
    expect(out).toContain('a shallow clone holds 1 commit');
    expect(out).toMatch(
      /✓ Every entry is what this checkpoint says; the history was cut .* only an older checkpoint tells/,
    );
  });

  test('a partial clone: nothing is fetched, exit 2', async () => {
    branch.repository.git(['config', 'uploadpack.allowFilter', 'true']);
    const path = clone('partial', '--filter=blob:none', '--bare');
    for (const ran of [await verify(path), await cli('query', path), await cli('prove', path, '7')]) {
      expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(/Object [0-9a-f]{40} is not here.*--filter/)]);
    }
    const { code, err } = await verify(clone('treeless', '--filter=tree:0', '--bare'));
    expect([code, err]).toEqual([2, expect.stringMatching(/partial clone: clone again, without --filter/)]);
  });

  test('a damaged pack: the object is named, exit 2, and nothing waits for ever', async () => {
    const path = clone('damaged', '--bare');
    const packs = join(path, 'objects/pack');
    const pack = join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '');
    const bytes = readFileSync(pack);
    bytes.fill(0x55, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 4_000);
    chmodSync(pack, 0o644);
    writeFileSync(pack, bytes);
    const { code, err } = await verify(path);
    expect([code, err]).toEqual([2, expect.stringMatching(/^countersign: .*[0-9a-f]{40}/)]);
  });
});

describe('URLs', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="private"' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('that want a password, do not answer, or name no repository: exit 2, and no question', async () => {
    for (const source of [url, 'http://127.0.0.1:1/acme/shop', `file://${directory}/nowhere`, 'https://exa mple/']) {
      const { code, err } = await verify(source);
      expect([source, code, err]).toEqual([source, 2, expect.stringMatching(/^countersign: ./)]);
    }
  });
});

/** The ledger of these entries, whatever they are, under the right key. */
async function ledgerOf(...entries: readonly (Entry | Uint8Array)[]) {
  const made = new LedgerBranch();
  const template = entryAt(2);
  made.grow(2);
  made.ledger.flush(entries.map((entry) => (entry instanceof Uint8Array ? { ...template, bytes: entry } : entry)));
  made.tamper({}, made.ledger.commits.at(-1)?.message);
  const ran = await verify(made.repository.path, '--format', 'json');
  const show = await cli('show', made.repository.path, '2', '--format', 'json');
  const query = await cli('query', made.repository.path, '--format', 'json');
  made.repository.remove();
  const answer = JSON.parse(ran.out) as {
    readonly problems: readonly { readonly code: string; readonly index: number; readonly message: string }[];
    readonly unknown: unknown;
  };
  return { code: ran.code, ...answer, show: JSON.parse(show.out) as unknown, query: JSON.parse(query.out) as unknown };
}

describe('entries that a key signed', () => {
  const later = toBytes((toText(entryAt(2).bytes) ?? '').replace('verification_summary/v1', 'verification_summary/v7'));

  test('of kinds that this version does not know: verified as bytes, counted, and shown as they are', async () => {
    const { code, problems, unknown, show, query } = await ledgerOf(later, entryAt(3));
    const predicateType = 'https://slsa.dev/verification_summary/v7';
    expect({ code, problems, unknown }).toEqual({ code: 0, problems: [], unknown: [{ predicateType, entries: 1 }] });
    expect(show).toMatchObject({ says: { kind: predicateType }, entry: { predicateType } });
    expect(query).toMatchObject({ unreadable: 0, entries: [{ index: 3 }, { index: 2, kind: predicateType }, {}, {}] });
  });

  test('of more bytes than writers write are read; of more than readers accept, not UTF-8, not canonical: named', async () => {
    const [start, end] = ['{"_type":"x","predicateType":"urn:x:v1","x":"', '"}'];
    const long = (bytes: number): Uint8Array =>
      toBytes(`${start}${'x'.repeat(bytes - start.length - end.length)}${end}`);
    expect([long(65_535).length, (await ledgerOf(long(5_000), long(65_535))).problems]).toEqual([65_535, []]);
    const latin = Buffer.from((toText(entryAt(2).bytes) ?? '').replace('acme/shop', 'acme/\u00fc'), 'latin1');
    const spaced = toBytes((toText(entryAt(2).bytes) ?? '').replace('{', '{ '));
    const { code, problems, show, query } = await ledgerOf(latin, spaced, long(65_536));
    expect(code).toBe(1);
    expect(problems.map((one) => [one.code, one.index, one.message])).toEqual([
      ['entry-not-canonical', 2, 'entry 2 cannot be read: not a ledger entry: it is not UTF-8'],
      ['entry-not-canonical', 3, 'entry 3 cannot be read: not a ledger entry: it is not canonical JSON (RFC 8785)'],
      ['entry-not-canonical', 4, 'entry 4 cannot be read: it has 65536 bytes; readers accept 65535'],
    ]);
    expect(show).toMatchObject({ entry: null, base64: latin.toString('base64') });
    expect(query).toMatchObject({ unreadable: 2 });
  });
});

test('files that do not belong on the branch: each is named, and all else is verified', async () => {
  const other = new LedgerBranch();
  other.grow(1, 300);
  const oid = other.tamper({ 'hello.txt': 'x', 'bundle/extra.jsonl': 'x', 'tail/010.json': 'x', 'keys/zz': 'x' });
  const { code, out } = await verify(other.repository.path, '--format', 'json');
  expect(code).toBe(1);
  const { problems } = JSON.parse(out) as { readonly problems: readonly { code: string; commit: string | null }[] };
  const found = problems.map((one) => `${one.code} ${one.commit ?? ''}`.trim()).toSorted();
  expect(found).toEqual([
    ...Array.from({ length: 4 }, () => `history-foreign ${oid}`),
    ...Array.from({ length: 4 }, () => 'stray-file'),
    `trailer-mismatch ${oid}`,
  ]);
  other.repository.remove();
});
