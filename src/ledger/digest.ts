import { createHash, hash } from 'node:crypto';

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

/** SHA-256 over the parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = createHash('sha256');
  for (const part of parts) whole.update(part);
  return new Uint8Array(whole.digest());
}

/**
 * Writes the SHA-256 of `bytes` at `offset` of `target`. The digest comes as text of one character a byte: an object
 * for each would cost as much as the hashing does, and a ledger has millions.
 */
export function sha256Into(bytes: Uint8Array, target: Uint8Array, offset: number): void {
  const digest = hash('sha256', bytes, 'binary');
  for (let at = 0; at < HASH_BYTES; at += 1) target[offset + at] = digest.charCodeAt(at);
}

/** Lower-case hex SHA-256 of UTF-8 text or bytes: the form of digests in entries. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}

/**
 * The object id that git gives a file with this content. `like` is any object id of the same repository: 64 digits
 * mean that it uses SHA-256, otherwise SHA-1 (which is what git's own integrity rests on there, not ours).
 */
export function gitBlobId(content: Uint8Array, like: string): string {
  const object = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return object.update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** The object id that git gives a directory with these bytes: see `gitBlobId`. */
export function gitTreeId(content: Uint8Array, like: string): string {
  const object = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return object.update(`tree ${content.length}\0`).update(content).digest('hex');
}
