import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { LedgerState, Store } from '../store/store.ts';
import type { Config } from './config.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import type { Observer } from './observe/observer.ts';
import type { Forge } from './ports.ts';
import type { AskWitness } from './witness-client.ts';

/** What every stage works with; compose.ts fills it, tests fill it with the same adapters. */
export interface Context {
  readonly config: Config;
  readonly store: Store;
  readonly forge: Forge;
  readonly keys: LedgerKeys;
  readonly askWitness: AskWitness;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** Random bytes, for salts. */
  readonly random: (bytes: number) => Uint8Array;
  /** Permissions of the app as GitHub grants them, for the ledger's start entries. */
  readonly permissions: Readonly<Record<string, 'read' | 'write' | 'admin'>>;
  /**
   * Ledgers that this process has compared with their branch since it started, or since its connection to the database
   * broke. Confirmed: GitHub has said by a write that the branch is where the database has it; before that nothing new is
   * signed. What is written into an object that was taken out of here meanwhile counts no more.
   */
  readonly compared: Map<number, { confirmed: boolean }>;
  /** Comparisons under way in this process, by ledger: whoever needs one waits for it. */
  readonly comparing: Map<number, Promise<LedgerState>>;
  /** The last checkpoint that this process signed, by ledger: the database must never be behind it. */
  readonly signed: Map<number, { readonly size: number; readonly root: string }>;
  /** Failed evaluations in a row, by subject. */
  readonly failures: Map<string, number>;
  /** Names this process in leases: host, pid and start. */
  readonly owner: string;
}
