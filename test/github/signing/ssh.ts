/** SSH signatures as `git commit -S` with `gpg.format ssh` makes them (OpenSSH, PROTOCOL.sshsig), without ssh-keygen. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { readArmour, SshReader, sshString, writeArmour } from './wire.ts';

const label = 'SSH SIGNATURE';
const magic = Buffer.from('SSHSIG');

export interface SshKeyPair {
  /** `ssh-ed25519 AAAA…`, as `~/.ssh/id_ed25519.pub` has it. */
  readonly publicKey: string;
  /** OpenSSH private key file, not encrypted: usable as `user.signingkey` with real git. */
  readonly privateKey: string;
  readonly signer: KeyObject;
  readonly fingerprint: string;
}

export function makeSshKeyPair(comment: string): SshKeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateKey.export({ format: 'jwk' });
  const publicBytes = Buffer.from(jwk.x ?? '', 'base64url');
  const seed = Buffer.from(jwk.d ?? '', 'base64url');
  const blob = Buffer.concat([sshString('ssh-ed25519'), sshString(publicBytes)]);
  const check = Buffer.alloc(4, 0x5a);
  const secret = Buffer.concat([check, check, blob, sshString(Buffer.concat([seed, publicBytes])), sshString(comment)]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
  const one = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    one,
    sshString(blob),
    sshString(Buffer.concat([secret, padding])),
  ]);
  return {
    publicKey: `ssh-ed25519 ${blob.toString('base64')} ${comment}`,
    privateKey: writeArmour(file, 'OPENSSH PRIVATE KEY', { crc24: false }),
    signer: privateKey,
    fingerprint: fingerprintOf(blob),
  };
}

/** The signature of a commit's payload, ready for the `gpgsig` header. */
export function signWithSsh(pair: SshKeyPair, payload: Buffer): string {
  const blob = publicBlob(pair.publicKey);
  const signature = sign(null, signedData('git', 'sha512', payload), pair.signer);
  const body = Buffer.concat([
    magic,
    Buffer.from([0, 0, 0, 1]),
    ...[blob, 'git', '', 'sha512'].map((field) => sshString(field)),
    sshString(Buffer.concat([sshString('ssh-ed25519'), sshString(signature)])),
  ]);
  return writeArmour(body, label, { crc24: false }).trimEnd();
}

export type SshResult =
  | { readonly kind: 'malformed' }
  | { readonly kind: 'read'; readonly fingerprint: string; readonly good: boolean };

/** Does the signature verify under the key that stands in it? Whose key that is, the caller finds by its fingerprint. */
export function checkSsh(armoured: string, payload: Buffer): SshResult {
  const bytes = readArmour(armoured, label);
  if (bytes === null) return { kind: 'malformed' };
  try {
    const reader = new SshReader(bytes);
    if (!reader.take(6).equals(magic) || reader.number() !== 1) return { kind: 'malformed' };
    const blob = reader.string();
    const namespace = reader.string().toString();
    reader.string();
    const hash = reader.string().toString();
    const inner = new SshReader(reader.string());
    const algorithm = inner.string().toString();
    const signature = inner.string();
    if (hash !== 'sha512' && hash !== 'sha256') return { kind: 'malformed' };
    const good =
      namespace === 'git' && verifyBlob({ blob, algorithm, signature, data: signedData('git', hash, payload) });
    return { kind: 'read', fingerprint: fingerprintOf(blob), good };
  } catch {
    return { kind: 'malformed' };
  }
}

export function sshFingerprint(publicKey: string): string {
  return fingerprintOf(publicBlob(publicKey));
}

function publicBlob(publicKey: string): Buffer {
  return Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
}

function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}

function signedData(namespace: string, hash: 'sha256' | 'sha512', payload: Buffer): Buffer {
  const digest = createHash(hash).update(payload).digest();
  return Buffer.concat([magic, ...[namespace, '', hash, digest].map((field) => sshString(field))]);
}

interface BlobCheck {
  readonly blob: Buffer;
  readonly algorithm: string;
  readonly signature: Buffer;
  readonly data: Buffer;
}

function verifyBlob({ blob, algorithm, signature, data }: BlobCheck): boolean {
  const reader = new SshReader(blob);
  const type = reader.string().toString();
  if (type === 'ssh-ed25519' && algorithm === 'ssh-ed25519') {
    const key = publicFromJwk({ kty: 'OKP', crv: 'Ed25519', x: reader.string().toString('base64url') });
    return verify(null, data, key, signature);
  }
  if (type === 'ssh-rsa' && (algorithm === 'rsa-sha2-256' || algorithm === 'rsa-sha2-512')) {
    const exponent = unsigned(reader.string()).toString('base64url');
    const key = publicFromJwk({ kty: 'RSA', e: exponent, n: unsigned(reader.string()).toString('base64url') });
    return verify(algorithm === 'rsa-sha2-512' ? 'sha512' : 'sha256', data, key, signature);
  }
  if (type === 'ecdsa-sha2-nistp256' && algorithm === type) {
    reader.string();
    const point = reader.string();
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const parts = new SshReader(signature);
    const raw = Buffer.concat([fixed(parts.string(), 32), fixed(parts.string(), 32)]);
    return verify(
      'sha256',
      data,
      { key: publicFromJwk({ kty: 'EC', crv: 'P-256', x, y }), dsaEncoding: 'ieee-p1363' },
      raw,
    );
  }
  return false;
}

function publicFromJwk(jwk: Readonly<Record<string, string>>): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** An SSH integer without the zero that keeps it positive. */
function unsigned(bytes: Buffer): Buffer {
  return bytes[0] === 0 ? bytes.subarray(1) : bytes;
}

function fixed(bytes: Buffer, length: number): Buffer {
  const body = unsigned(bytes);
  return Buffer.concat([Buffer.alloc(Math.max(0, length - body.length)), body]);
}
