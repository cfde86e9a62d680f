import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { systemErrorCode } from '../base/system-error.ts';
import { formatVkey, noteSigner, type Signer } from '../ledger/note-key.ts';

/** The ledger key under the name of each ledger: the name of a signed-note key is the ledger's origin. */
export interface LedgerKeys {
  signer(origin: string): Signer;
  vkey(origin: string): string;
}

export function ledgerKeys(key: KeyObject): LedgerKeys {
  const signers = new Map<string, Signer>();
  const signer = (origin: string): Signer => {
    const made = signers.get(origin) ?? noteSigner(origin, key);
    signers.set(origin, made);
    return made;
  };
  return { signer, vkey: (origin) => formatVkey(signer(origin)) };
}

/** The configured key, else the one in the data directory, else a new one there, with a warning that says where. */
export function loadLedgerKey(options: {
  readonly pem: string | null;
  readonly data: string;
  readonly log: Log;
}): KeyObject {
  if (options.pem !== null) return createPrivateKey(options.pem);
  const path = join(options.data, 'ledger-key.pem');
  return readKey(path) ?? makeKey(path, options);
}

function readKey(path: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(path, 'utf8'));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null;
    // A damaged key is never replaced: ledgers signed by another key would look forged.
    throw new Fault('config.invalid', `The ledger key ${path} cannot be read`, { cause: error });
  }
}

function makeKey(path: string, { data, log }: { readonly data: string; readonly log: Log }): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  log.warn({ path }, 'A new ledger key was made: keep a copy, ledgers cannot be continued without it');
  return privateKey;
}
