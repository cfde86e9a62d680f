import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment } from './environment.ts';

export interface PrivateKeySetting {
  readonly env: Environment;
  readonly problems: string[];
  /** The key stands in this variable, or in the file that `<name>_PATH` names. */
  readonly name: string;
  readonly kind: 'rsa' | 'ed25519';
  readonly required: boolean;
}

/**
 * A private key as PEM, or null with a problem noted. Accepts what people paste: with `\n` written out, in quotes, or the
 * whole PEM in base64, as Probot documents for PRIVATE_KEY. No problem text ever quotes the value.
 */
export function readPrivateKey({ env, problems, name, kind, required }: PrivateKeySetting): string | null {
  const source = readSource(env, problems, name);
  if (source === null) {
    if (required && !problems.some((each) => each.startsWith(`${name}_PATH`)))
      problems.push(`${name} (or ${name}_PATH) is not set`);
    return null;
  }
  const pem = toPem(source);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === kind) return pem;
    problems.push(`${name} is a key of type ${key.asymmetricKeyType ?? 'unknown'}; ${kind} is needed`);
  } catch {
    problems.push(`${name} ${explainPem(pem)}`);
  }
  return null;
}

/** Why OpenSSL does not take it, in words; nothing of it is repeated. */
export function explainPem(pem: string): string {
  if (/^(-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type:.*ENCRYPTED)/m.test(pem))
    return 'is encrypted with a passphrase, which nobody could type in: write it out without one (openssl pkey)';
  if (/-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem)) return 'is a public key: the private one is needed';
  return 'is not a private key in PEM form';
}

function readSource(env: Environment, problems: string[], name: string): string | null {
  const value = env[name]?.trim();
  if (value !== undefined && value !== '') return value;
  const path = env[`${name}_PATH`]?.trim();
  if (path === undefined || path === '') return null;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    problems.push(`${name}_PATH names a file that cannot be read: ${path}`);
    return null;
  }
}

function toPem(source: string): string {
  const unquoted = source.replace(/^(["'])([\s\S]*)\1$/, '$2').replaceAll('\\n', '\n');
  if (unquoted.includes('-----BEGIN')) return unquoted;
  return Buffer.from(unquoted, 'base64').toString('utf8');
}
