import { afterAll, beforeAll } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import type { Place } from '../../../src/app/ports.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { report } from '../../../src/app/stages/report.ts';
import { pullRequestSubject } from '../../../src/app/subject.ts';
import { SECOND } from '../../../src/base/clock.ts';
import { createClient } from '../../../src/github/client.ts';
import { createForge } from '../../../src/github/forge.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';
import type { Problem } from '../../../src/ledger/problem.ts';
import type { LedgerState, SubjectRef } from '../../../src/store/store.ts';
import { runCli } from '../../cli/test-io.ts';
import { StandIn } from '../../github/client.ts';
import { makeSample, type Sample } from '../../github/sample.ts';
import { testLog } from '../../whole/running-app.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { type Bench, configOf, flushing, ledgerKey, openBench } from './bench.ts';

/** The stages against a stand-in GitHub, called by hand: no workers, no webhooks, no timers. */
export interface Scene extends Bench {
  readonly github: StandIn;
  readonly sample: Sample;
  /** A repository with a policy: the title names a ticket. */
  shop(files?: Files): Promise<Shop>;
  /** A pull request that is allowed, and a ledger of three entries: genesis, policy, decision. Nothing is reported yet. */
  begun(): Promise<{ readonly shop: Shop; readonly change: Change; readonly ledger: LedgerState }>;
  /** The same GitHub and the same credentials with an empty database; another ledger key, when a seed is given. */
  withEmptyDatabase(seed?: number): Promise<Bench>;
}

/** Path → text; null: without this file. */
type Files = Readonly<Record<string, string | null>>;

export interface Shop {
  readonly place: Place;
  readonly name: string;
  readonly gitDir: string;
  /** One commit on a branch of its own, and a pull request for it. */
  propose(title: string): Promise<Change>;
  open(branch: string, title: string): Promise<Change>;
  ledger(context?: Context): Promise<LedgerState>;
}

export interface Change {
  readonly subject: SubjectRef;
  readonly key: string;
  readonly number: number;
  readonly head: string;
}

export const BRANCH = 'countersign/ledger';
export const CHECK = 'countersign: main';
const POLICY = '.github/countersign.yml';
/** Long enough for a busy machine, short enough for a test that waits for it. */
const REQUEST_TIMEOUT = 5 * SECOND;

let shops = 0;

/** Opens before the first test of the file and closes after its last, which fails when the stand-in found a bug of its own. */
export function useScene(): Scene {
  let scene: Scene | null = null;
  beforeAll(async () => {
    scene = await openScene();
  }, 60_000);
  afterAll(async () => {
    const { problems, unimplemented } = (await scene?.github.stats()) ?? { problems: [], unimplemented: [] };
    await scene?.close();
    if (problems.length > 0 || unimplemented.length > 0) throw new Error(JSON.stringify({ problems, unimplemented }));
  }, 60_000);
  return new Proxy({} as Scene, { get: (_, name) => (scene as Scene)[name as keyof Scene] });
}

async function openScene(): Promise<Scene> {
  const github = await StandIn.start();
  const sample = await makeSample(github);
  // One file of tests does in a minute what an installation does in an hour; where limits matter they are armed.
  await github.setLimits({ enforced: false });
  const { appId, privateKey } = sample.app;
  const config = configOf({
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
  });
  const client = createClient({
    appId,
    privateKey,
    baseUrl: config.api,
    log: testLog,
    timeout: REQUEST_TIMEOUT,
    pauses: [],
    limits: { percent: 1_000, background: 70 },
  });
  const forge = createForge({ client, appId });
  const bench = await openBench({ config, forge });
  const shop: Scene['shop'] = async (files = {}) => await makeShop(bench.context, { github, sample, files });
  return {
    ...bench,
    github,
    sample,
    shop,
    begun: async () => {
      const made = await shop();
      const change = await made.propose('SHOP-1 fix');
      await judge(bench.context, change);
      return { shop: made, change, ledger: await flushOnce(bench.context, made) };
    },
    withEmptyDatabase: async (seed = 1) => await openBench({ config, forge, keys: ledgerKeys(ledgerKey(seed)) }),
    close: async () => {
      await bench.close();
      await github.stop();
    },
  };
}

interface Making {
  readonly github: StandIn;
  readonly sample: Sample;
  readonly files: Files;
}

async function makeShop(context: Context, { github, sample, files }: Making): Promise<Shop> {
  shops += 1;
  const owner = sample.organization;
  const made = await github.createRepository({
    owner,
    name: `shop-${shops}`,
    files: { 'README.md': '# shop\n', [POLICY]: TITLE_POLICY, ...files },
  });
  const place = { installation: sample.app.installationId, repository: { id: made.id, owner, name: made.name } };
  const as = sample.owner.login;
  let branches = 0;
  const open = async (branch: string, title: string): Promise<Change> => {
    const pull = await github.openPullRequest({ repository: made.fullName, head: branch, title, as });
    const subject = pullRequestSubject(place, pull.number);
    return { subject, key: subject.key, number: pull.number, head: pull.headSha };
  };
  return {
    place,
    name: made.fullName,
    gitDir: made.gitDir,
    propose: async (title) => {
      branches += 1;
      const branch = `fix-${branches}`;
      const change = { branch, message: `${title}\n`, files: { 'a.txt': `${branch}\n` } };
      await github.pushCommit({ repository: made.fullName, as, ...change });
      return await open(branch, title);
    },
    open,
    ledger: async ({ store } = context) => {
      const ledger = await store.ledgers.ofRepository(made.id);
      if (ledger === null) throw new Error(`${made.fullName} has no ledger`);
      return ledger;
    },
  };
}

export async function touch({ store }: Context, { subject }: Pick<Change, 'subject'>): Promise<void> {
  await store.subjects.touch([{ subject, guids: [], priority: 0 }]);
}

export async function judge(context: Context, change: Change): Promise<void> {
  await touch(context, change);
  await evaluate(context, change.key);
}

export async function flushOnce(context: Context, shop: Shop): Promise<LedgerState> {
  await flush(flushing(context), (await shop.ledger(context)).id);
  return await shop.ledger(context);
}

/** All three stages once. */
export async function runThrough(context: Context, { shop, change }: { shop: Shop; change: Change }): Promise<void> {
  await judge(context, change);
  await flushOnce(context, shop);
  await report(context, change.key);
}

/** The entries in order, as the archive keeps them. */
export async function readEntries(context: Context, shop: Shop) {
  const ledger = await shop.ledger(context);
  const stored = await context.store.ledgers.entries(ledger.id, 0, ledger.decided.size);
  return stored.map(({ bytes }) => parseEntry(Buffer.from(bytes)));
}

/** `genesis`, `policy`, `decision`, `repair` … in order. */
export async function readActs(context: Context, shop: Shop): Promise<readonly string[]> {
  return (await readEntries(context, shop)).map(({ kind, statement }) => {
    const predicate = statement['predicate'] as { countersign_ledger?: { act: string } };
    return predicate.countersign_ledger?.act ?? kind;
  });
}

export interface Verified {
  readonly ok: boolean;
  readonly size: number;
  readonly root: string;
  readonly problems: readonly Problem[];
}

/** What the command line says of the branch, knowing nothing but the key. */
export async function verifyBranch(context: Context, shop: Shop): Promise<Verified> {
  const { origin } = await shop.ledger(context);
  const key = context.keys.vkey(origin);
  const ran = await runCli(['ledger', 'verify', shop.gitDir, '--key', key, '--format', 'json']);
  if (ran.out === '') throw new Error(ran.err);
  return JSON.parse(ran.out) as Verified;
}
