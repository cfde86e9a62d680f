import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitTo, makeSample, type Sample } from '../graphql/sample.ts';
import { withTool } from '../graphql/tools.ts';
import { makePgpKeyPair, pgpKeyIds, signWithPgp } from '../signing/openpgp.ts';
import { sshFingerprint } from '../signing/ssh.ts';
import { type Verification, verifyCommit } from '../signing/verify.ts';
import type { SigningKey } from '../world.ts';

let sample: Sample;
let home: string;
let gpgHome: string;
let first: string;

beforeAll(async () => {
  sample = await makeSample();
  home = mkdtempSync(path.join(tmpdir(), 'signing-'));
  // A socket's path must stay short: gpg-agent listens below its home.
  gpgHome = mkdtempSync('/tmp/gpg-');
  chmodSync(gpgHome, 0o700);
  first = await commitTo(sample, { ...sample, branch: 'main', by: sample.bob, files: { a: '1' } });
});

afterAll(async () => {
  try {
    execFileSync('gpgconf', ['--homedir', gpgHome, '--kill', 'all'], { stdio: 'ignore' });
  } catch {
    // No gpg here, so no agent either.
  }
  for (const folder of [home, gpgHome]) rmSync(folder, { recursive: true, force: true });
  await sample.close();
});

function run(command: string, args: readonly string[]): string {
  const env = { ...process.env, GNUPGHOME: gpgHome, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync(command, args, {
    cwd: sample.repository.gitDir,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function judge(oid: string): Promise<Verification> {
  const commit = await sample.world.git.readCommit(sample.repository.gitDir, oid);
  if (commit === null) throw new Error(`no commit ${oid}`);
  return verifyCommit(sample.world, sample.repository, commit);
}

/** What real git makes when it is told to sign. */
function commitWithGit(...settings: string[]): string {
  const identity = [
    '-c',
    'user.name=BOB',
    '-c',
    'user.email=bob@example.com',
    ...settings.flatMap((each) => ['-c', each]),
  ];
  return run('git', [
    ...identity,
    'commit-tree',
    '-S',
    `${first}^{tree}`,
    '-p',
    first,
    '-m',
    settings.join(' '),
  ]).trim();
}

function register(key: Pick<SigningKey, 'kind' | 'publicKey'> & Partial<SigningKey>): SigningKey {
  const added = {
    id: sample.world.nextId(),
    fingerprint: key.kind === 'ssh' ? sshFingerprint(key.publicKey) : '',
    keyId: key.kind === 'gpg' ? (pgpKeyIds(key.publicKey)[0] ?? null) : null,
    canSign: true,
    expiresAt: null,
    ...key,
  };
  sample.bob.user.signingKeys.push(added);
  return added;
}

describe('what the stand-in signs, git itself verifies', () => {
  withTool('ssh-keygen')('with an SSH key', () => {
    const allowed = path.join(home, 'allowed');
    writeFileSync(allowed, `bob@example.com ${sample.bob.key.publicKey}\n`);
    const verify = (): string => run('git', ['-c', `gpg.ssh.allowedSignersFile=${allowed}`, 'verify-commit', first]);
    expect(verify).not.toThrow();
    writeFileSync(allowed, `bob@example.com ${sample.ann.key.publicKey}\n`);
    expect(verify).toThrow();
  });

  withTool('gpg')('with an OpenPGP key', async () => {
    const key = makePgpKeyPair('Bob <bob@example.com>', 1_700_000_000);
    const file = path.join(home, 'key.asc');
    writeFileSync(file, key.armouredPublicKey);
    run('gpg', ['--batch', '--quiet', '--import', file]);
    const commit = await sample.world.git.readCommit(sample.repository.gitDir, first);
    const { git } = sample.world;
    const person = { name: 'BOB', email: 'bob@example.com', date: '2026-11-21T12:00:00Z' };
    const signed = await git.writeCommit(
      sample.repository.gitDir,
      { tree: commit?.tree ?? '', parents: [first], author: person, committer: person, message: 'pgp\n' },
      (payload) => signWithPgp(key, payload, 1_790_000_000),
    );
    expect(() => run('git', ['verify-commit', signed])).not.toThrow();
    expect(
      run('gpg', ['--list-keys', '--with-colons'])
        .split('\n')
        .find((line) => line.startsWith('pub')),
    ).toContain(key.keyId);
  });
});

describe('what git signs, the stand-in verifies', () => {
  withTool('ssh-keygen').each(['ed25519', 'rsa', 'ecdsa'])('with an SSH key of type %s', async (type) => {
    const file = path.join(home, `id_${type}`);
    run('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
    const oid = commitWithGit('gpg.format=ssh', `user.signingkey=${file}`);
    expect(await judge(oid)).toMatchObject({ state: 'UNKNOWN_KEY', kind: 'ssh', signer: null });
    const key = register({ kind: 'ssh', publicKey: readFileSync(`${file}.pub`, 'utf8').trim() });
    expect(run('ssh-keygen', ['-l', '-f', `${file}.pub`])).toContain(key.fingerprint);
    expect(await judge(oid)).toMatchObject({
      state: 'VALID',
      reason: 'valid',
      signer: sample.bob.user,
      byGitHub: false,
      fingerprint: key.fingerprint,
    });
  });

  withTool('gpg').each(['rsa2048', 'ed25519'])('with an OpenPGP key of type %s', async (type) => {
    run('gpg', [
      '--batch',
      '--quiet',
      '--passphrase',
      '',
      '--quick-generate-key',
      `${type} <bob@example.com>`,
      type,
      'sign',
      'never',
    ]);
    const listed = run('gpg', ['--list-secret-keys', '--with-colons', `${type} <bob@example.com>`]);
    const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '';
    const oid = commitWithGit('gpg.format=openpgp', `user.signingkey=${fingerprint}`);
    const key = register({ kind: 'gpg', publicKey: run('gpg', ['--armor', '--export', fingerprint]) });
    expect(key.keyId).toBe(fingerprint.slice(-16));
    expect(await judge(oid)).toMatchObject({
      state: 'VALID',
      kind: 'gpg',
      keyId: fingerprint.slice(-16),
      signer: sample.bob.user,
    });
  });
});

describe('a signature is not valid', () => {
  const signedBy = async (change: (text: string) => string): Promise<Verification> => {
    const commit = await sample.world.git.readCommit(sample.repository.gitDir, first);
    const object = await sample.world.git.readObject(sample.repository.gitDir, first);
    expect(commit?.signature).toContain('SSH SIGNATURE');
    const bytes = Buffer.from(change(object?.bytes.toString('utf8') ?? ''));
    return judge(await sample.world.git.writeRaw(sample.repository.gitDir, 'commit', bytes, { unchecked: true }));
  };

  test('when a byte of the commit was changed', async () => {
    expect(await signedBy((text) => `${text}.`)).toMatchObject({
      state: 'INVALID',
      reason: 'invalid',
      signer: sample.bob.user,
      verifiedAt: null,
    });
  });

  test('when it cannot be read', async () => {
    expect(await signedBy((text) => text.replace(/SIGNATURE-----\n .{20}/, 'SIGNATURE-----\n AAAA'))).toMatchObject({
      state: 'MALFORMED_SIG',
    });
    expect(await signedBy((text) => text.replaceAll('SSH SIGNATURE', 'OTHER SIGNATURE'))).toMatchObject({
      state: 'UNKNOWN_SIG_TYPE',
      kind: 'unknown',
    });
    expect(await signedBy((text) => text.replace(/\ngpgsig [^]*?\n\n/, '\n\n'))).toMatchObject({
      state: 'UNSIGNED',
      kind: null,
    });
  });

  test('when the committer’s address is nobody’s, somebody else’s, or not verified', async () => {
    const { world, repository, ann, bob } = sample;
    const by = (email: string): Sample['bob'] => ({
      ...bob,
      user: { ...bob.user, emails: [{ email, verified: true }] },
    });
    bob.user.emails.push({ email: 'new@example.com', verified: false });
    const made = async (email: string): Promise<string> =>
      (
        await judge(
          await commitTo({ world }, { repository, branch: 'mail', from: first, by: by(email), files: { a: email } }),
        )
      ).state;
    expect(await made('nobody@example.com')).toBe('NO_USER');
    expect(await made(ann.user.emails[0]?.email ?? '')).toBe('BAD_EMAIL');
    expect(await made('new@example.com')).toBe('UNVERIFIED_EMAIL');
    expect(await made('BOB@example.com')).toBe('VALID');
  });

  test('when the key may not sign, or has expired; what was verified before stays so', async () => {
    const { world, repository, cat } = sample;
    const [key] = cat.user.signingKeys;
    if (key === undefined) throw new Error('cat has no key');
    const sign = (text: string): Promise<string> =>
      commitTo({ world }, { repository, branch: 'keys', from: first, by: cat, files: { a: text } });
    const before = await sign('before');
    expect(await judge(before)).toMatchObject({ state: 'VALID' });
    key.canSign = false;
    expect(await judge(await sign('not a signing key'))).toMatchObject({ state: 'NOT_SIGNING_KEY' });
    key.canSign = true;
    key.expiresAt = world.now() - 1;
    expect(await judge(await sign('expired'))).toMatchObject({ state: 'EXPIRED_KEY', reason: 'expired_key' });
    expect(await judge(before)).toMatchObject({ state: 'VALID' });
  });
});
