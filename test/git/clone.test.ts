import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloneBranch, isCloneUrl } from '../../src/git/clone.ts';
import { findGit } from '../../src/git/git.ts';
import { readRef } from '../../src/git/revision.ts';
import { SampleRepository } from './sample-repository.ts';

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-clones-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

test.each([
  ['https://github.com/acme/shop', true],
  ['ssh://git@example.org/a', true],
  ['git@github.com:acme/shop', true],
  ['host:path', true],
  ['file:///tmp/x', true],
  ['ext::sh -c touch% /tmp/x', false],
  ['fd::3', false],
  ['./shop', false],
  ['/abs/shop', false],
  ['--upload-pack=x', false],
  ['-oProxyCommand=x:y', false],
  ['ftp://x/y', false],
])('%s is a URL to clone: %s', (source, expected) => {
  expect(isCloneUrl(source)).toBe(expected);
});

test.each(['sha1', 'sha256'] as const)(
  'one branch is cloned, with its %s ids, and goes away afterwards',
  async (format) => {
    const sample = new SampleRepository({ format });
    sample.commit('code', { secret: 'not fetched' });
    sample.git(['checkout', '--quiet', '--orphan', 'countersign/ledger']);
    const tip = sample.commit('ledger', { checkpoint: 'c' });
    const git = await findGit(process.env);
    let path = '';
    {
      await using clone = await cloneBranch(git, {
        url: `file://${sample.path}`,
        branch: 'countersign/ledger',
        temporary,
      });
      path = clone.repository.path;
      expect([clone.branch !== null, clone.repository.format]).toEqual([true, format]);
      expect(await readRef(clone.repository, 'refs/heads/countersign/ledger')).toBe(tip);
      expect(await readRef(clone.repository, 'refs/heads/main')).toBeNull();
    }
    expect(existsSync(path)).toBe(false);
    sample.remove();
  },
);

test('a branch that is not there is an answer; a repository that is not there a Fault, and nothing is left behind', async () => {
  const sample = new SampleRepository();
  sample.commit('code');
  const git = await findGit(process.env);
  {
    await using clone = await cloneBranch(git, {
      url: `file://${sample.path}`,
      branch: 'countersign/ledger',
      temporary,
    });
    expect(clone.branch).toBeNull();
  }
  const gone = cloneBranch(git, { url: `file://${sample.path}-gone`, branch: 'countersign/ledger', temporary });
  await expect(gone).rejects.toMatchObject({ code: 'git.repository' });
  await expect(cloneBranch(git, { url: 'ext::sh -c x', branch: 'b', temporary })).rejects.toMatchObject({
    code: 'git.repository',
  });
  expect(readdirSync(temporary)).toEqual([]);
  sample.remove();
});

test('no hook of the user’s template or configuration is run', async () => {
  const sample = new SampleRepository();
  sample.git(['checkout', '--quiet', '-b', 'countersign/ledger']);
  sample.commit('ledger', { checkpoint: 'c' });
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  const marker = join(home, 'ran');
  mkdirSync(join(home, 'hooks'));
  writeFileSync(join(home, 'hooks/reference-transaction'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
  writeFileSync(join(home, '.gitconfig'), `[core]\n\thooksPath = ${home}/hooks\n[init]\n\ttemplateDir = ${home}\n`);
  const git = await findGit({ PATH: process.env['PATH'], HOME: home });
  {
    await using clone = await cloneBranch(git, {
      url: `file://${sample.path}`,
      branch: 'countersign/ledger',
      temporary,
    });
    expect(clone.branch).not.toBeNull();
  }
  expect(existsSync(marker)).toBe(false);
  sample.remove();
  rmSync(home, { recursive: true });
});

test('ssh is told to ask nothing and not to wait for ever, with the command that the user configured', async () => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  const log = join(home, 'log');
  writeFileSync(join(home, 'fake-ssh'), `#!/bin/sh\necho "$@" >> ${log}\nexit 1\n`, { mode: 0o755 });
  writeFileSync(join(home, '.gitconfig'), `[core]\n\tsshCommand = ${home}/fake-ssh -i key\n`);
  const git = await findGit({ PATH: process.env['PATH'], HOME: home });
  const cloned = cloneBranch(git, { url: 'git@host.example:acme/shop', branch: 'b', temporary });
  await expect(cloned).rejects.toMatchObject({ code: 'git.repository' });
  expect(readFileSync(log, 'utf8')).toMatch(/-i key -o BatchMode=yes -o ConnectTimeout=60 -o ServerAliveInterval=20/);
  rmSync(home, { recursive: true });
});

const silenceLimits = { listing: 300, fetching: 300 };
const silent = { code: 'git.repository', message: expect.stringMatching(/heard nothing for 1 s, and was given up/) };

/** A server for git:// that says so much, whatever it is asked, and then nothing more. */
async function openSilentServer(...sayings: readonly string[]) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(sayings[sockets.length] ?? '');
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { url: `git://127.0.0.1:${port}/acme`, asked: () => sockets.length, [Symbol.asyncDispose]: close };
}

test('a server that accepts and says nothing is given up, at once or in the middle', async () => {
  const git = await findGit(process.env);
  const packet = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text;
  const refs = `${packet(`${'a'.repeat(40)} refs/heads/b\0 side-band-64k ofs-delta agent=x\n`)}0000`;
  for (const [sayings, asked] of [
    [[], 1],
    [[refs], 2],
    [[refs, refs], 2],
  ] as const) {
    await using server = await openSilentServer(...sayings);
    await expect(cloneBranch(git, { url: server.url, branch: 'b', temporary, silenceLimits })).rejects.toMatchObject(
      silent,
    );
    expect(server.asked()).toBe(asked);
  }
  expect(readdirSync(temporary)).toEqual([]);
});

test('so is a program in ssh’s place that holds the pipes, and a pipe where a repository has a file', async () => {
  const place = mkdtempSync(join(tmpdir(), 'countersign-silent-'));
  writeFileSync(join(place, 'ssh'), '#!/bin/sh\nexec sleep 5\n', { mode: 0o755 });
  const git = await findGit({ ...process.env, GIT_SSH: join(place, 'ssh') });
  const overSsh = cloneBranch(git, { url: 'ssh://host.example/acme', branch: 'b', temporary, silenceLimits });
  await expect(overSsh).rejects.toMatchObject(silent);
  const sample = new SampleRepository();
  sample.commit('code');
  rmSync(join(sample.path, '.git/HEAD'));
  execFileSync('mkfifo', [join(sample.path, '.git/HEAD')]);
  const overFile = cloneBranch(git, { url: `file://${sample.path}`, branch: 'b', temporary, silenceLimits });
  await expect(overFile).rejects.toMatchObject(silent);
  expect(readdirSync(temporary)).toEqual([]);
  sample.remove();
  rmSync(place, { recursive: true });
});
