import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import { explainPem } from '../../app/private-key.ts';
import { toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { systemErrorCode } from '../../base/system-error.ts';
import { type VerifierKey, verifierKey } from '../../ledger/note-key.ts';
import { readInputFile } from '../input-file.ts';

/** Ledger keys as files: PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` writes them. */

const KEY_BYTES = 10_000;
const PUBLIC_KEY_BYTES = 32;

/**
 * A new key in a new file that its owner alone can read; the public half. Written beside and linked, so that nobody finds
 * half a key, and that a file that is there already stays: it may be a key without which ledgers cannot be continued.
 */
export async function makeKeyFile(path: string): Promise<KeyObject> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${process.pid}.part`;
  try {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
    await link(draft, path);
    return publicKey;
  } catch (error) {
    throw refuseWriting(path, error);
  } finally {
    await rm(draft, { force: true });
  }
}

function refuseWriting(path: string, error: unknown): Fault {
  if (systemErrorCode(error) === 'EEXIST') {
    return new Fault('cli.unwritable', `${path} is there already: a key is never overwritten`, {
      next: 'Name another file with --out, or show what it holds with --public.',
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault('cli.unwritable', `${path} cannot be written: ${reason}`, { cause: error });
}

/** The public half of the key in this file, which may hold the private or the public one. Throws Fault `ledger.key`. */
export async function readPublicKey(path: string): Promise<KeyObject> {
  const { bytes } = await readInputFile(path, KEY_BYTES);
  const pem = toText(bytes) ?? '';
  const key = readPem(path, pem);
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Fault('ledger.key', `${path} holds a key of type ${key.asymmetricKeyType ?? 'unknown'}; ed25519 is needed`);
}

function readPem(path: string, pem: string): KeyObject {
  try {
    return pem.includes('-----BEGIN PUBLIC KEY-----') ? createPublicKey(pem) : createPublicKey(createPrivateKey(pem));
  } catch (error) {
    throw new Fault('ledger.key', `${path} ${explainPem(pem)}`, { cause: error });
  }
}

/** The key under the name of one ledger. Throws Fault `ledger.key` on a name that no ledger can have. */
export function keyOf(origin: string, key: KeyObject): VerifierKey {
  // The key itself ends its SubjectPublicKeyInfo (RFC 8410).
  const spki = key.export({ format: 'der', type: 'spki' });
  return verifierKey(origin, new Uint8Array(spki.subarray(spki.length - PUBLIC_KEY_BYTES)));
}
