import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/app/config.ts';
import type { Context } from '../../src/app/context.ts';
import { ledgerKeys } from '../../src/app/ledger-keys.ts';
import { createObserver } from '../../src/app/observe/observer.ts';
import { witnessClient } from '../../src/app/witness-client.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createClient } from '../../src/github/client.ts';
import { createForge } from '../../src/github/forge.ts';
import { type Bench, openBench } from '../app/stages/bench.ts';
import { StandIn } from '../github/client.ts';
import { sampleEvents, samplePermissions } from '../github/sample.ts';
import { testLog } from '../whole/running-app.ts';

/** A GitHub with an app, and all that the app's processes have in common but their database. */
export interface Surroundings {
  readonly github: StandIn;
  readonly appId: number;
  /** The app's data directory: the ledger's key is there. */
  readonly data: string;
  readonly context: Omit<Context, 'store'>;
  /** An empty database beside it, to judge from nothing. */
  readonly scratch: Bench;
  /** So many milliseconds go by for every process, of this life and of later ones. */
  readonly pass: (time: number) => void;
  /** Throws when the stand-in found something wrong with itself, or was asked what it does not know. */
  end(): Promise<void>;
}

export async function openSurroundings(): Promise<Surroundings> {
  const github = await StandIn.start();
  // Hundreds of lives in a minute are more than GitHub would serve.
  await github.setLimits({ enforced: false });
  const pkcs1 = { type: 'pkcs1', format: 'pem' } as const;
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs1).toString();
  const webhookSecret = 'a-webhook-secret-for-the-tests';
  await github.createOrganization({ login: 'makers' });
  const registered = { owner: 'makers', privateKey, webhookSecret, permissions: samplePermissions };
  const { appId } = await github.createApp({ ...registered, events: sampleEvents });
  const data = mkdtempSync(join(tmpdir(), 'countersign-table-key-'));
  const { privateKey: ledgerKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(data, 'ledger-key.pem'), ledgerKey.export({ type: 'pkcs8', format: 'pem' }));
  const config = readConfig({
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    // No socket beside it: the processes of this test share one directory and one operating system process.
    DATABASE_URL: 'postgres://127.0.0.1:9/unused',
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_LEDGER_WINDOW: '0',
    COUNTERSIGN_EVIDENCE_WINDOW: '0',
    COUNTERSIGN_SWEEP_RATE: '100000',
  });
  const limits = { percent: 1_000, background: 70 };
  const client = createClient({ appId, privateKey, baseUrl: config.api, log: testLog, limits, pauses: [] });
  const forge = createForge({ client, appId });
  const scratch = await openBench({ config, forge });
  let passed = 0;
  return {
    github,
    appId,
    data,
    scratch,
    context: {
      config,
      forge,
      keys: ledgerKeys(ledgerKey),
      askWitness: witnessClient(),
      clock: { now: () => systemClock.now() + passed },
      log: testLog,
      observer: createObserver({ clock: systemClock }),
      permissions: {},
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      compared: new Map(),
      comparing: new Map(),
      signed: new Map(),
      failures: new Map(),
      owner: '',
    },
    pass: (time) => {
      passed += time;
    },
    end: async () => {
      await scratch.close();
      const { problems, unimplemented } = await github.stats();
      await github.stop();
      rmSync(data, { recursive: true });
      if (problems.length > 0 || unimplemented.length > 0) throw new Error(JSON.stringify({ problems, unimplemented }));
    },
  };
}
