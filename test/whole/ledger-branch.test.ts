import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { draftPolicy } from '../../src/ledger/build.ts';
import { sha256Hex } from '../../src/ledger/digest.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { LedgerState, NewEntry } from '../../src/store/store.ts';
import { StandIn } from '../github/client.ts';
import { LEDGER, type LedgerBook, ledgerBook, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** Somebody else touches the ledger's branch: it is noticed, put right to the same root, and said (design/ledger.md, 6c, 6d). */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

interface Attack {
  readonly name: string;
  act(scene: Scene): Promise<unknown>;
  /** What `ledger verify` says for ever, as codes; none where the branch itself keeps no trace of it. */
  readonly leaves: readonly string[];
  /** Codes of the repair entry. */
  readonly code: string;
}

interface Scene {
  readonly team: Team;
  readonly book: LedgerBook;
  readonly number: number;
  readonly head: string;
  /** Entries before the attack. */
  readonly before: readonly string[];
}

const strange = (files: Readonly<Record<string, string | null>>) => (scene: Scene) =>
  github.pushCommit({
    repository: scene.team.repository,
    branch: LEDGER,
    as: scene.team.owner.login,
    files,
    message: 'nothing to see here\n',
    bypassRules: true,
  });

const moveTo = async ({ team }: Scene, oid: string | null): Promise<void> =>
  github.moveRef({
    repository: team.repository,
    ref: `refs/heads/${LEDGER}`,
    oid,
    as: team.owner.login,
    bypassRules: true,
  });

const attacks: readonly Attack[] = [
  { name: 'a commit on top', act: strange({ 'stray.txt': 'hello\n' }), leaves: [], code: 'branch.commit-added' },
  { name: 'an entry is changed', act: strange({ 'tail/1.json': '{}' }), leaves: [], code: 'branch.changed' },
  { name: 'an entry is removed', act: strange({ 'tail/0.json': null }), leaves: [], code: 'branch.changed' },
  { name: 'the checkpoint is changed', act: strange({ checkpoint: 'x\n' }), leaves: [], code: 'branch.changed' },
  { name: 'the README is changed', act: strange({ 'README.md': 'x\n' }), leaves: [], code: 'branch.changed' },
  {
    name: 'rewound by a commit',
    act: async (scene) => {
      const [, parent] = await github.log({ repository: scene.team.repository, revision: `refs/heads/${LEDGER}` });
      await moveTo(scene, parent?.oid ?? null);
    },
    leaves: [],
    code: 'branch.replaced',
  },
  {
    name: 'replaced by another root',
    act: async (scene) => {
      const { oid } = await github.createCommit({
        repository: scene.team.repository,
        files: { 'README.md': 'another ledger\n' },
        message: 'another beginning\n',
      });
      await moveTo(scene, oid);
    },
    leaves: [],
    code: 'branch.replaced',
  },
  { name: 'deleted', act: (scene) => moveTo(scene, null), leaves: [], code: 'branch.deleted' },
];

async function setScene(): Promise<Scene> {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const book = ledgerBook(app, team);
  const { number, head } = await team.propose('fix', { title: 'nothing' });
  await team.check(head, ({ summary }) => summary?.includes('Recorded: entry 2') ?? false);
  await retitle(team, number, 'SHOP-1');
  await team.check(head, 'allowed');
  return { team, book, number, head, before: await book.lines() };
}

const retitle = ({ repository, dana }: Team, number: number, title: string): Promise<unknown> =>
  github.editPullRequest({ repository, number, title, as: dana.login });

async function expectPutRight({ team, book, number, head, before }: Scene, attack: Attack): Promise<void> {
  await retitle(team, number, 'nothing again');
  await team.check(
    head,
    ({ conclusion, summary }) => conclusion === 'failure' && (summary?.includes('Recorded') ?? false),
  );
  const entries = await github.waitFor(`the repair entry: ${attack.name}`, async () => {
    const found = await book.entries();
    return found.some((entry) => wordOf(entry) === 'repair') ? found : null;
  });
  expect((await book.lines()).slice(0, before.length)).toEqual(before);
  expect(entries.map(wordOf).filter((word) => word !== 'start')).toEqual(
    expect.arrayContaining(['genesis', 'policy', 'deny', 'allow', 'deny', 'repair', 'alert']),
  );
  expect(entries.filter((entry) => wordOf(entry) === 'repair')).toHaveLength(1);
  for (const word of ['repair', 'alert'])
    expect(JSON.stringify(entries.filter((entry) => wordOf(entry) === word))).toContain(attack.code);
  const { problems, size } = await book.verify();
  expect(size).toBe(entries.length);
  expect(problems.map(({ code }) => code)).toEqual(attack.leaves);
}

describe('while the app runs', () => {
  test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    const scene = await setScene();
    await attack.act(scene);
    await expectPutRight(scene, attack);
  });
});

test('while the app is down', async () => {
  const scenes = [];
  for (const attack of attacks) scenes.push({ attack, scene: await setScene() });
  for (const { attack, scene } of scenes) await attack.act(scene);
  await app.restart();
  for (const { attack, scene } of scenes) await expectPutRight(scene, attack);
}, 60_000);

test('a long ledger comes back with its sealed bundles and tiles', async () => {
  const scene = await setScene();
  const { team, book } = scene;
  await app.restart({}, async () => {
    const store = await openStore({ directory: app.data, log: silentLog, clock: systemClock });
    const ledger = await store.ledgers.ofRepository(team.made.id);
    if (ledger === null) throw new Error('there is no ledger');
    for (let n = 1; n <= 300; n += 1) await store.ledgers.add(ledger.id, manyOf(ledger, n), []);
    await store.close();
  });
  await retitle(team, scene.number, 'nothing');
  await team.check(scene.head, ({ summary }) => summary?.includes('Recorded: entry 304') ?? false);
  const sealed = await github.readFile({
    repository: team.repository,
    revision: `refs/heads/${LEDGER}`,
    path: 'bundle/000.jsonl',
  });
  expect(sealed?.split('\n')).toHaveLength(257);
  const before = await book.verify();
  expect(before).toMatchObject({ ok: true, size: 305 });
  await moveTo(scene, null);
  await retitle(team, scene.number, 'SHOP-9');
  await team.check(scene.head, 'allowed');
  await github.waitFor('the repair', async () => (await book.verify()).size === 308);
  expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  const again = await github.readFile({
    repository: team.repository,
    revision: `refs/heads/${LEDGER}`,
    path: 'bundle/000.jsonl',
  });
  expect(again).toBe(sealed);
}, 60_000);

/** Pending entries like any others, to make a ledger long. */
function manyOf({ origin, installation, repository }: LedgerState, n: number): NewEntry {
  const about = { name: 'policy:many', digest: { sha256: sha256Hex(origin) } };
  const { id, owner, name } = repository;
  const draft = draftPolicy({
    origin,
    subject: about,
    header: {
      n,
      observed: '2026-11-21T12:00:00.000Z',
      actor: { id: 1, type: 'app' },
      source: 'program',
      deliveries: [],
      installation,
      repository: { id, name: `${owner}/${name}` },
    },
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
  return { ...draft, subject: JSON.stringify([about]), reports: null };
}
