import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readConfig } from '../../src/app/config.ts';
import { ledgerKeys } from '../../src/app/ledger-keys.ts';
import { createObserver } from '../../src/app/observe/observer.ts';
import { witnessClient } from '../../src/app/witness-client.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createClient } from '../../src/github/client.ts';
import { createForge } from '../../src/github/forge.ts';
import { StandIn } from '../github/client.ts';
import { sampleEvents, samplePermissions } from '../github/sample.ts';
import { onPglite } from '../store/fixture.ts';
import { ledgerBook, wordOf } from './ledger-book.ts';
import { type Doom, type Life, type Lot, live, type World } from './mortal-app.ts';
import { testLog } from './running-app.ts';
import { openTeam, POLICY, type Proposed, type Team, TITLE_POLICY } from './team.ts';

/** Killed before every single thing it writes and started again, the app ends where it would have ended anyway. */

let github: StandIn;
let world: World;
let appId: number;
let team: Team;
const data = mkdtempSync(join(tmpdir(), 'countersign-crash-'));
const secret = 'a-webhook-secret-for-the-tests';

beforeAll(async () => {
  github = await StandIn.start();
  // A hundred lives in a minute are more than GitHub would serve.
  await github.setLimits({ enforced: false });
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  await github.createOrganization({ login: 'makers' });
  ({ appId } = await github.createApp({
    owner: 'makers',
    privateKey,
    webhookSecret: secret,
    permissions: samplePermissions,
    events: sampleEvents,
  }));
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(data, 'ledger-key.pem'), pem);
  const config = readConfig({
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: secret,
    HOST: '127.0.0.1',
    PORT: '0',
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_LEDGER_WINDOW: '0',
    COUNTERSIGN_SWEEP_RATE: '100000',
  });
  const limits = { percent: 1_000, background: 70 };
  const client = createClient({ appId, privateKey, baseUrl: config.api, log: testLog, limits, pauses: [] });
  world = {
    database: await onPglite(),
    config,
    context: {
      forge: createForge({ client, appId }),
      keys: ledgerKeys(createPrivateKey(pem)),
      askWitness: witnessClient(),
      clock: systemClock,
      log: testLog,
      observer: createObserver({ clock: systemClock }),
      permissions: {},
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      compared: new Set(),
      comparing: new Map(),
      signed: new Map(),
      failures: new Map(),
      owner: '',
    },
  };
  team = await openTeam({ github, appId, policy: TITLE_POLICY });
}, 60_000);

afterAll(async () => {
  await world.database.close();
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  rmSync(data, { recursive: true });
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
}, 60_000);

interface Act {
  /** What happens on GitHub while the first life lasts. */
  readonly act: () => Promise<unknown>;
  readonly isDone: () => Promise<boolean>;
}

interface Death {
  /** Was there time to die? In another order of events the call may not come at all. */
  readonly isDead: boolean;
  /** All writing calls of the first life. */
  readonly calls: readonly string[];
  /** The one after it, which nobody kills. */
  readonly life: Life;
}

/** A life that is killed, where it is told when; then another one, in which it ends well all the same. */
async function dieAndLive(dieAt: Doom | null, { act, isDone }: Act): Promise<Death> {
  const first = await begin(dieAt === null ? {} : { dieAt });
  await act();
  await github.waitFor('the end of the first life', async () => first.isOver() || (await isDone()), WAIT);
  await quiet(first);
  await first.end();
  const life = await begin();
  await sendAgain();
  await github.waitFor(`the right end, after death before ${dieAt?.call}, ${dieAt?.occurrence}`, isDone, WAIT);
  return { isDead: first.isOver(), calls: first.calls, life };
}

/** What one call may do twice with different ends: entries, signatures, commits, check runs, who works and what is left to do. */
const TWICE = /^(store\.(ledgers|reports|subjects|queue)|forge|ledgerBranch)\./;

/** Every call of a calm life as a moment to die; of those that come often, the first few. */
function doomsOf(calls: readonly string[], most = 2): readonly Doom[] {
  return [...Map.groupBy(calls, (call) => call)].flatMap(([call, all]) =>
    all.slice(0, TWICE.test(call) ? most : 1).map((_, at) => ({ call, occurrence: at + 1 })),
  );
}

const WAIT = 20_000;

/** It has written nothing for a while: what comes after the check run was written is over, too. */
async function quiet({ calls, isOver }: Life): Promise<void> {
  await github.waitForDeliveries();
  for (let before = -1; before !== calls.length && !isOver(); ) {
    before = calls.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function begin(lot: Lot = {}): Promise<Life> {
  const life = await live(world, lot);
  await github.setWebhook({ appId, url: `${life.url}/api/github/webhooks` });
  return life;
}

const sent = new Set<string>();

/** What was not accepted is delivered once more, as GitHub does when asked; what was accepted must not be lost. */
async function sendAgain(): Promise<void> {
  for (const event of ['push', 'pull_request']) {
    for (const { id, guid, statusCode } of await github.deliveries({ appId, event })) {
      if (statusCode === 202 || sent.has(guid)) continue;
      sent.add(guid);
      await github.redeliver({ id });
    }
  }
}

async function conclusionOf(repository: string, sha: string): Promise<string | null> {
  const runs = await github.checkRuns({ repository, sha });
  expect(runs.length).toBeLessThanOrEqual(1);
  return runs[0]?.summary?.includes('Recorded: entry') ? runs[0].conclusion : null;
}

/** That what follows gets as far as it should. */
const MUST_DIE_BEFORE = [
  'store.deliveries.accept',
  'store.deliveries.dispatched',
  'store.subjects.take',
  'store.subjects.settle',
  'store.ledgers.decide',
  'store.ledgers.sign',
  'store.ledgers.publish',
  'store.reports.write',
  'forge.checks.write',
];

const ABOUT_A_VERDICT = /^(store\.(deliveries|subjects|ledgers|reports|evidence)|forge|ledgerBranch)\./;

test('the first decision of a repository: genesis, policy, decision, birth of the branch, check run', async () => {
  const { organization, owner } = team;
  let count = 0;
  const first = async (dieAt: Doom | null): Promise<Death> => {
    count += 1;
    const files = { [POLICY]: TITLE_POLICY };
    const made = await github.createRepository({ owner: organization, name: `first-${count}`, files });
    const repository = made.fullName;
    let head = '';
    const death = await dieAndLive(dieAt, {
      act: async () => {
        const pushed = { repository, branch: 'fix', as: owner.login, files: { 'a.txt': 'a\n' }, message: 'a\n' };
        head = (await github.pushCommit(pushed)).oid;
        await github.openPullRequest({ repository, head: 'fix', title: 'SHOP-1', as: owner.login });
      },
      isDone: async () => (await conclusionOf(repository, head)) === 'success',
    });
    await death.life.end();
    const book = ledgerBook({ data }, { ...team, repository, made });
    expect([dieAt, (await book.entries()).map(wordOf)]).toEqual([dieAt, ['genesis', 'policy', 'allow']]);
    expect([dieAt, await book.verify()]).toMatchObject([dieAt, { ok: true, size: 3 }]);
    return death;
  };
  const fatal: string[] = [];
  for (const doom of doomsOf((await first(null)).calls)) if ((await first(doom)).isDead) fatal.push(doom.call);
  expect(fatal).toEqual(expect.arrayContaining([...MUST_DIE_BEFORE, 'store.ledgers.add', 'ledgerBranch.birth']));
}, 480_000);

test('a green that is taken back', async () => {
  const { repository, dana } = team;
  const { number, head } = await proposed();
  const retitle = (title: string) => github.editPullRequest({ repository, number, title, as: dana.login });
  const hasBecome = async (conclusion: string): Promise<boolean> =>
    (await conclusionOf(repository, head)) === conclusion;
  let count = 0;
  const takeBack = async (dieAt: Doom | null): Promise<Death> => {
    count += 1;
    const death = await dieAndLive(dieAt, {
      act: () => retitle(`nothing ${count}`),
      isDone: () => hasBecome('failure'),
    });
    await retitle(`SHOP-${count}`);
    await github.waitFor('green again', () => hasBecome('success'), WAIT);
    await quiet(death.life);
    await death.life.end();
    return death;
  };
  const fatal: string[] = [];
  // Second times, and what is the same for every verdict (memories, turns, homes), are tried above, where more is written.
  const dooms = doomsOf((await takeBack(null)).calls, 1).filter(({ call }) => ABOUT_A_VERDICT.test(call));
  for (const doom of dooms) if ((await takeBack(doom)).isDead) fatal.push(doom.call);
  expect(fatal).toEqual(expect.arrayContaining([...MUST_DIE_BEFORE, 'ledgerBranch.commit']));
  const book = ledgerBook({ data }, team);
  const verdicts = (await book.entries()).map(wordOf).slice(2);
  expect(verdicts).toEqual(verdicts.map((_, at) => (at % 2 === 0 ? 'allow' : 'deny')));
  expect(verdicts).toHaveLength(1 + 2 * count);
  expect(await book.verify()).toMatchObject({ ok: true, size: 3 + 2 * count });
}, 480_000);

test('a policy change that has two pull requests judged again', async () => {
  const other = await openTeam({ github, appId, policy: TITLE_POLICY });
  const { repository } = other;
  const life = await begin();
  const heads: string[] = [];
  for (const branch of ['one', 'two']) heads.push((await other.propose(branch, { title: 'SHOP-0' })).head);
  const haveBecome = async (conclusion: string): Promise<boolean> => {
    const found = await Promise.all(heads.map(async (head) => await conclusionOf(repository, head)));
    return found.every((each) => each === conclusion);
  };
  await github.waitFor('both to be green', () => haveBecome('success'), WAIT);
  await life.end();
  let count = 0;
  const change = async (dieAt: Doom | null): Promise<Death> => {
    count += 1;
    const death = await dieAndLive(dieAt, {
      act: () => other.writePolicy(TITLE_POLICY.replace('SHOP', `NONE${count}`)),
      isDone: () => haveBecome('failure'),
    });
    await other.writePolicy(`${TITLE_POLICY}# ${count}\n`);
    await github.waitFor('both to be green again', () => haveBecome('success'), WAIT);
    await quiet(death.life);
    await death.life.end();
    return death;
  };
  const fatal: string[] = [];
  // Each verdict by itself is the same as above: what is new is how the word gets around.
  const dooms = doomsOf((await change(null)).calls).filter(({ call }) => /^store\.(backlog|queue)\./.test(call));
  for (const doom of dooms) if ((await change(doom)).isDead) fatal.push(doom.call);
  expect(fatal).toEqual(expect.arrayContaining(['store.backlog.add', 'store.backlog.release', 'store.queue.send']));
  expect(await ledgerBook({ data }, other).verify()).toMatchObject({ ok: true });
}, 480_000);

async function proposed(): Promise<Proposed> {
  const life = await begin();
  const change = await team.propose('fix', { title: 'SHOP-0' });
  await team.check(change.head, 'allowed');
  await life.end();
  return change;
}

/** What a database that fails just then leaves behind: a lease, which ends by itself only after minutes. */
const SPARED = /\.(take|release)$/;

test('every tenth call fails, before or after its effect: what comes of it is right all the same', async () => {
  const { organization, owner } = team;
  let isCalm = true;
  let state = 20_261_121;
  const chance = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
  let stumbled = 0;
  const life = await begin({
    stumbles: (call) => {
      if (isCalm || SPARED.test(call) || chance() > 0.05) return false;
      stumbled += 1;
      return true;
    },
  });
  isCalm = false;
  const changes = [];
  for (let at = 0; at < 8; at += 1) {
    const files = { [POLICY]: TITLE_POLICY };
    const made = await github.createRepository({ owner: organization, name: `stormy-${at}`, files });
    const repository = made.fullName;
    const pushed = { repository, branch: 'fix', as: owner.login, files: { 'a.txt': 'a\n' }, message: 'a\n' };
    const { oid: head } = await github.pushCommit(pushed);
    const { number } = await github.openPullRequest({ repository, head: 'fix', title: 'SHOP-1', as: owner.login });
    changes.push({ made, repository, head, number });
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  for (const { repository, number } of changes)
    await github.editPullRequest({ repository, number, title: 'nothing', as: owner.login });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await github.waitForDeliveries();
  isCalm = true;
  await sendAgain();
  expect(stumbled).toBeGreaterThan(0);
  for (const { made, repository, head } of changes) {
    await github.waitFor(
      `${repository} to calm down`,
      async () => (await conclusionOf(repository, head)) === 'failure',
      60_000,
    );
    const book = ledgerBook({ data }, { ...team, repository, made });
    const words = (await book.entries()).map(wordOf);
    // Both verdicts, or only the last one when nothing could be judged in between; nothing twice.
    expect(['genesis,policy,allow,deny', 'genesis,policy,deny']).toContain(words.join());
    expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  }
  await life.end();
}, 120_000);
