import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { type Config, readConfig } from '../../../src/app/config.ts';
import type { Context } from '../../../src/app/context.ts';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { createObserver } from '../../../src/app/observe/observer.ts';
import type { Forge } from '../../../src/app/ports.ts';
import { headerOf } from '../../../src/app/stages/header.ts';
import { flushPace } from '../../../src/app/stages/pace.ts';
import { witnessClient } from '../../../src/app/witness-client.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { draftPolicy } from '../../../src/ledger/build.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import type { Database } from '../../../src/store/database.ts';
import { buildStore } from '../../../src/store/open-store.ts';
import type { LedgerState, NewEntry, PendingEntry, Store, SubjectRef } from '../../../src/store/store.ts';
import { onPglite, subjectRef } from '../../store/fixture.ts';
import { testLog } from '../../whole/running-app.ts';

/** What the stages work with: a real store in memory, real keys; a forge only where a test brings one. */

export const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

/** An Ed25519 key made from one repeated byte. */
export function ledgerKey(seed: number): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export function configOf(settings: Readonly<Record<string, string>> = {}): Config {
  return readConfig({
    APP_ID: '7',
    PRIVATE_KEY: rsaKey,
    WEBHOOK_SECRET: 'a-webhook-secret-for-the-tests',
    COUNTERSIGN_LEDGER_WINDOW: '0',
    ...settings,
  });
}

export interface Bench {
  readonly context: Context;
  readonly database: Database;
  readonly store: Store;
  close(): Promise<void>;
}

/** A forge that no test may reach. */
const nowhere: Forge = new Proxy({} as Forge, {
  get: (_, door) => {
    if (door === 'as') return { person: nowhere, record: nowhere, background: nowhere };
    throw new Error(`this test has no GitHub, but ${String(door)} was used`);
  },
});

export async function openBench(changes: Partial<Context> = {}): Promise<Bench> {
  const database = await onPglite();
  const store = await buildStore(database, { log: testLog, clock: systemClock });
  const context: Context = {
    config: configOf(),
    store,
    forge: nowhere,
    keys: ledgerKeys(ledgerKey(1)),
    askWitness: witnessClient(),
    clock: systemClock,
    log: testLog,
    observer: createObserver({ clock: systemClock }),
    permissions: { checks: 'write' },
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    owner: 'a-test',
    ...unstarted(),
    ...changes,
  };
  return { context, database, store, close: async () => await store.close() };
}

/** A ledger of its own: a repository that no other test of this file uses. */
export async function newLedger({ store }: Context): Promise<{ ledger: LedgerState; subject: SubjectRef }> {
  const { repository, installation, ...subject } = subjectRef();
  const named = { ...repository, name: `shop-${repository.id}` };
  const ledger = await store.ledgers.open({
    installation,
    repository: named,
    origin: `github.com/acme/${named.name}`,
    branch: 'countersign/ledger',
  });
  return { ledger, subject: { ...subject, installation, repository: named } };
}

/** The `n`th version of a policy: a pending entry like any other. */
export function entryOf(context: Context, ledger: LedgerState, n: number, reports: string | null = null): NewEntry {
  const about = { name: 'policy:test', digest: { sha256: sha256Hex(ledger.origin) } };
  const draft = draftPolicy({
    origin: ledger.origin,
    subject: about,
    header: headerOf(context, { subject: ledger, n, observed: '2026-11-21T12:00:00.000Z', guids: [] }),
    policy: {
      layer: 'repository',
      baseRefDigest: null,
      version: n,
      policy: { uri: 'https://github.com/acme/shop', digest: { sha256: sha256Hex(`policy ${n}`) } },
      commit: null,
      changedBy: null,
      allowedBy: null,
      pins: null,
    },
  });
  return { ...draft, subject: JSON.stringify([about]), reports };
}

/** What has no index yet, in order. */
export async function pendingOf({ store }: Context, { id }: LedgerState): Promise<readonly PendingEntry[]> {
  const lease = await store.ledgers.take(id, 'a-test', 60_000);
  if (lease === null) throw new Error(`the lease of ledger ${id} is held`);
  const pending = await store.ledgers.pending(lease, 1000);
  await store.ledgers.release(lease);
  return pending;
}

/** What a process knows when it has just started: nothing. */
const unstarted = (): Pick<Context, 'compared' | 'comparing' | 'signed' | 'failures'> => ({
  compared: new Map(),
  comparing: new Map(),
  signed: new Map(),
  failures: new Map(),
});

export const restarted = (context: Context): Context => ({ ...context, ...unstarted() });

/** What the flush stage gets from whoever starts the workers. */
export const flushing = (context: Context) => ({ context, pace: flushPace(0) });

/** What a lease does by itself when its time is over. */
export async function endLeases(database: Database): Promise<void> {
  await database.query('update countersign.subject set lease_owner = null, lease_until = null');
  await database.query('update countersign.ledger set lease_owner = null, lease_until = null');
  await database.query('update countersign.evidence_branch set lease_owner = null, lease_until = null');
  await database.query('delete from countersign.report_lease');
}
