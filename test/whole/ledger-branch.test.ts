import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
    expect.arrayContaining(['genesis', 'policy', 'deny', 'allow', 'deny', 'repair']),
  );
  expect(entries.filter((entry) => wordOf(entry) === 'repair')).toHaveLength(1);
  expect(JSON.stringify(entries.find((entry) => wordOf(entry) === 'repair'))).toContain(attack.code);
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
