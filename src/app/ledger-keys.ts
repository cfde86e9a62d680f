import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { systemErrorCode } from '../base/system-error.ts';
import { formatVkey, noteSigner, type Signer, type VerifierKey, verifierKey } from '../ledger/note-key.ts';
import { explainPem } from './private-key.ts';

/** The ledger keys under the name of each ledger: the name of a signed-note key is the ledger's origin. */
export interface LedgerKeys {
  signer(origin: string): Signer;
  vkey(origin: string): string;
  /** The key before this one, while both sign (overlap of a rotation); null: there is none any more. */
  previous(origin: string): Signer | null;
  /** A key that nobody has any more; it is read with, and nothing is signed. Null: none was lost. */
  lost(origin: string): VerifierKey | null;
}

interface OtherKeys {
  readonly previous?: KeyObject | null;
  /** Under any name. */
  readonly lost?: VerifierKey | null;
}

export function ledgerKeys(key: KeyObject, { previous = null, lost = null }: OtherKeys = {}): LedgerKeys {
  const signer = rememberSigners(key);
  return {
    signer,
    vkey: (origin) => formatVkey(signer(origin)),
    previous: previous === null ? () => null : rememberSigners(previous),
    lost: (origin) => (lost === null ? null : verifierKey(origin, lost.publicKey)),
  };
}

function rememberSigners(key: KeyObject): (origin: string) => Signer {
  const signers = new Map<string, Signer>();
  return (origin) => {
    const made = signers.get(origin) ?? noteSigner(origin, key);
    signers.set(origin, made);
    return made;
  };
}

function isHeld(held: Signer | null, key: VerifierKey): boolean {
  return held !== null && equalBytes(held.publicKey, key.publicKey);
}

interface KeyPlaces {
  /** As configured; null: the data directory's. */
  readonly pem: string | null;
  readonly previousPem: string | null;
  readonly lostKey: VerifierKey | null;
  readonly data: string;
  readonly log: Log;
}

/** The key that signs, and the one before it while a rotation overlaps. Throws Fault `config.invalid`. */
export function loadLedgerKeys({ pem, previousPem, lostKey, data, log }: KeyPlaces): LedgerKeys {
  const path = join(data, 'ledger-key.previous.pem');
  // A configured key says nothing about what lies in the directory: the one before it is configured too.
  const before = previousPem === null ? (pem === null ? readKey(path) : null) : createPrivateKey(previousPem);
  const key = loadLedgerKey({ pem, data, log });
  if (before?.equals(key) === true) {
    throw new Fault('config.invalid', 'The ledger key and the previous ledger key are one and the same', {
      next: 'Configure the new key as COUNTERSIGN_LEDGER_KEY and the old one as COUNTERSIGN_LEDGER_KEY_PREVIOUS.',
    });
  }
  const keys = ledgerKeys(key, { previous: before, lost: lostKey });
  const held = lostKey === null ? [] : [keys.signer(lostKey.name), keys.previous(lostKey.name)];
  if (lostKey !== null && held.some((own) => isHeld(own, lostKey))) {
    throw new Fault('config.invalid', `The key ${lostKey.keyId} is said to be lost, and it is configured`, {
      next: 'Remove COUNTERSIGN_LEDGER_KEY_LOST: a key that is there can be rotated.',
    });
  }
  return keys;
}

/** The configured key, else the one in the data directory, else a new one there, with a warning that says where. */
export function loadLedgerKey(options: {
  readonly pem: string | null;
  readonly data: string;
  readonly log: Log;
}): KeyObject {
  if (options.pem !== null) return createPrivateKey(options.pem);
  const path = join(options.data, 'ledger-key.pem');
  const known = readKey(path);
  if (known !== null) return known;
  const made = makeKey(path, options.data);
  if (made === null) return loadLedgerKey(options); // another process was faster, and its key is the key
  options.log.warn({ path }, 'A new ledger key was made: keep a copy, ledgers cannot be continued without it');
  return made;
}

/** Null: there is none. A damaged key is never replaced: ledgers signed by another key would look forged. */
function readKey(path: string): KeyObject | null {
  let key: KeyObject;
  let pem = '';
  try {
    pem = readFileSync(path, 'utf8');
    key = createPrivateKey(pem);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null;
    const reason = pem === '' ? 'cannot be read, or is empty' : explainPem(pem);
    throw new Fault('config.invalid', `The ledger key ${path} ${reason}`, { cause: error });
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Fault('config.invalid', `The ledger key ${path} is no Ed25519 key`);
  return key;
}

/**
 * Null: meanwhile there is one. Written beside its place and linked there whole, so that a process that dies here leaves
 * no half of a key, which would have to be taken for a damaged one.
 */
function makeKey(path: string, data: string): KeyObject | null {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, path);
    return privateKey;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST' && existsSync(path)) return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('config.invalid', `The data directory ${data} cannot be used: ${reason}`, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
}
