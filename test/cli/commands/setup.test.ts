import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from '../../github/client.ts';
import type { MadeUser } from '../../github/control/accounts.ts';
import { makeSample, type Sample } from '../../github/sample.ts';
import { type Ran, runCli } from '../test-io.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

interface Answer {
  readonly ok: boolean;
  readonly ledger: string | null;
  readonly applied: boolean;
  readonly rulesets: readonly {
    readonly name: string;
    readonly state: string;
    readonly id: number | null;
    readonly done: string | null;
    readonly differences: readonly string[];
    readonly by: readonly string[];
  }[];
  readonly lacks: readonly { readonly code: string; readonly text: string }[];
}

interface Scene extends Sample {
  run(args?: readonly string[], as?: MadeUser): Promise<Ran>;
  json(args?: readonly string[], as?: MadeUser): Promise<Answer & { readonly code: number }>;
  stored(): Promise<readonly { readonly id: number; readonly name: string; readonly updated_at: string }[]>;
}

async function openScene(options: { readonly private?: boolean } = {}): Promise<Scene> {
  const sample = await makeSample(github, options);
  const run: Scene['run'] = async (args = [], as = sample.owner) =>
    runCli(['setup', sample.repository, '--app', sample.app.slug, ...args], {
      environment: { GITHUB_TOKEN: as.token, GITHUB_API_URL: github.url },
    });
  return {
    ...sample,
    run,
    json: async (args = [], as = sample.owner) => {
      const { code, out } = await run([...args, '--format', 'json'], as);
      return { code, ...(JSON.parse(out) as Answer) };
    },
    stored: async () => {
      const { body } = await github.api(`/repos/${sample.repository}/rulesets`, { token: sample.owner.token });
      return body as Awaited<ReturnType<Scene['stored']>>;
    },
  };
}

const states = ({ rulesets }: Answer) => rulesets.map(({ state }) => state);

describe('one ledger for all', () => {
  test('only the repository that keeps it needs the rulesets of the branches', async () => {
    const scene = await openScene();
    const { organization, repository, owner, app } = scene;
    const { fullName: audit } = await github.createRepository({ owner: organization, name: 'audit' });
    const shop = await scene.json(['--ledger', audit, '--apply']);
    expect([shop.code, shop.ledger, states(shop)]).toEqual([0, audit, ['there']]);
    const text = await scene.run(['--ledger', audit]);
    expect(text.out).toContain(
      `The ledger is in ${audit}: its two rulesets belong there (countersign setup ${audit} --ledger ${audit}).`,
    );

    const environment = {
      GITHUB_TOKEN: owner.token,
      GITHUB_API_URL: github.url,
      COUNTERSIGN_LEDGER_REPOSITORY: audit,
    };
    const ran = await runCli(['setup', audit, '--app', app.slug, '--apply', '--format', 'json'], { environment });
    const answer = JSON.parse(ran.out) as Answer;
    expect([ran.code, answer.ledger]).toEqual([0, null]);
    expect(answer.rulesets.map(({ name }) => name)).toEqual([
      'countersign: only the app writes',
      'countersign: append-only ledger',
    ]);
    // The setting says the same as the option.
    const again = await runCli(['setup', repository, '--app', app.slug, '--format', 'json'], { environment });
    expect(JSON.parse(again.out)).toMatchObject({ ok: true, ledger: audit });
  });
});

describe('without --apply', () => {
  test('says what is missing and changes nothing', async () => {
    const scene = await openScene();
    const { code, out, err } = await scene.run();
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('3 rulesets to create or to mend');
    expect(out).toContain('Nothing requires countersign: main on main: a pull request merges without it.');
    expect(await scene.stored()).toEqual([]);
  });

  test('prints commands that do it, in a shell, with nothing but gh', async () => {
    const scene = await openScene();
    const { out } = await scene.run();
    const commands = out.slice(out.indexOf('gh api'));
    // As much of GitHub's own program as the commands need.
    const gh = `gh() {
      [ "$1 $2 $4 $7 $8" = "api --hostname --method --input -" ] || return 9
      curl --silent --show-error --fail --request "$5" --header "authorization: Bearer $GH_TOKEN" --header 'content-type: application/json' --data-binary @- "http://$3/$6" > /dev/null
    }`;
    const env = { PATH: process.env['PATH'], GH_TOKEN: scene.owner.token };
    const shell = spawnSync('bash', ['--norc', '-ec', `${gh}\n${commands}`], { env, encoding: 'utf8' });
    expect([shell.status, shell.stderr]).toEqual([0, '']);
    expect((await scene.run()).code).toBe(0);
  });
});

describe('--apply', () => {
  test('creates all, and does nothing the second time', async () => {
    const scene = await openScene();
    const first = await scene.json(['--apply']);
    expect([first.code, first.applied, states(first)]).toEqual([0, true, ['there', 'there', 'there']]);
    expect(first.rulesets.map(({ done }) => done)).toEqual(['created', 'created', 'created']);
    await github.resetStats();
    const second = await scene.json(['--apply']);
    expect([second.code, second.rulesets.map(({ done }) => done)]).toEqual([0, [null, null, null]]);
    expect(Object.keys((await github.stats()).byRoute).filter((route) => !route.startsWith('GET '))).toEqual([]);
    expect(await scene.stored()).toHaveLength(3);
  });

  test('mends what somebody weakened, and that only', async () => {
    const scene = await openScene();
    const made = await scene.json(['--apply']);
    const [, , appendOnly] = made.rulesets;
    const path = `/repos/${scene.repository}/rulesets/${appendOnly?.id}`;
    await github.api(path, { method: 'PUT', token: scene.owner.token, body: { enforcement: 'disabled' } });
    const seen = await scene.json();
    expect([seen.code, states(seen)]).toEqual([1, ['there', 'there', 'differs']]);
    expect(seen.rulesets[2]?.differences).toEqual(['it is disabled: it refuses nothing']);
    const mended = await scene.json(['--apply']);
    expect(mended.rulesets.map(({ done, id }) => [done, id])).toEqual([
      [null, made.rulesets[0]?.id],
      [null, made.rulesets[1]?.id],
      ['updated', appendOnly?.id],
    ]);
  });

  test('leaves the rulesets of others alone, and says who may bypass them', async () => {
    const scene = await openScene();
    const { appId } = scene.app;
    const theirs = await github.createRuleset({
      on: scene.repository,
      name: 'house rules',
      include: ['~DEFAULT_BRANCH'],
      bypassActors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: [{ context: 'countersign: main', integration_id: appId }],
            strict_required_status_checks_policy: true,
          },
        },
      ],
    });
    const before = await scene.stored();
    const answer = await scene.json(['--apply']);
    expect(answer.rulesets[0]).toMatchObject({
      state: 'there',
      id: null,
      done: null,
      by: ['the ruleset "house rules"'],
    });
    expect(answer.lacks.map(({ text }) => text)).toContain(
      'Everybody with the role admin may bypass the ruleset "house rules" on main.',
    );
    expect((await scene.stored()).find(({ id }) => id === theirs.id)).toEqual(before[0]);
  });

  test('a rule of the organisation that stops the app is said', async () => {
    const scene = await openScene();
    const parameters = {
      required_approving_review_count: 1,
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_review_thread_resolution: false,
    };
    const rules = [{ type: 'pull_request', parameters } as const];
    await github.createRuleset({ on: scene.organization, name: 'reviews', include: ['~ALL'], rules });
    const { lacks } = await scene.json(['--apply']);
    expect(lacks.filter(({ code }) => code === 'app-blocked')).toHaveLength(2);
  });

  test('one ruleset a branch, or one for a gate', async () => {
    const scene = await openScene();
    const each = await scene.json(['--branch', 'main', '--branch', 'next', '--apply']);
    expect(states(each)).toHaveLength(4);
    const gate = await scene.json(['--gate', 'main', '--branch', 'release/*', '--apply']);
    expect(gate.rulesets[0]).toMatchObject({ name: 'countersign: required check on main', done: 'updated' });
    // Asked for main alone again: what the gate covers besides is not taken away.
    const again = await scene.json(['--apply']);
    expect(again.rulesets[0]).toMatchObject({ state: 'there', done: null });
    expect(await scene.stored()).toHaveLength(4);
  });
});

describe('then the rules hold', () => {
  const LEDGER = 'countersign/ledger';
  const git = (args: readonly string[], cwd?: string) =>
    spawnSync('git', [...args], { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });

  test('a merge needs the check from the app; the ledger is written by the app, and only forwards', async () => {
    const scene = await openScene();
    const { repository, dana, owner } = scene;
    expect((await scene.run(['--apply'])).code).toBe(0);

    await github.pushCommit({ repository, branch: 'fix', as: dana.login, files: { 'a.txt': 'a\n' }, message: 'a' });
    const { number } = await github.openPullRequest({ repository, head: 'fix', as: dana.login });
    const merged = await github.api(`/repos/${repository}/pulls/${number}/merge`, {
      method: 'PUT',
      token: owner.token,
      body: {},
    });
    expect(merged.status).toBe(405);

    const asApp = async (path: string, body: unknown, method = 'POST') =>
      github.api(`/repos/${repository}/git/${path}`, { token: scene.app.token, method, body });
    const commit = async (text: string, parents: readonly string[]): Promise<string> => {
      const tree = await asApp('trees', { tree: [{ path: 'x', mode: '100644', type: 'blob', content: text }] });
      const made = await asApp('commits', { message: text, tree: (tree.body as { sha: string }).sha, parents });
      return (made.body as { sha: string }).sha;
    };
    const root = await commit('root', []);
    const next = await commit('next', [root]);
    const ref = { ref: `refs/heads/${LEDGER}`, sha: root };
    expect((await github.api(`/repos/${repository}/git/refs`, { token: owner.token, body: ref })).status).toBe(422);
    expect((await asApp('refs', ref)).status).toBe(201);
    expect((await asApp(`refs/heads/${LEDGER}`, { sha: next }, 'PATCH')).status).toBe(200);
    expect((await asApp(`refs/heads/${LEDGER}`, { sha: root, force: true }, 'PATCH')).status).toBe(422);
    expect((await asApp(`refs/heads/${LEDGER}`, undefined, 'DELETE')).status).toBe(422);

    const evidence = { ref: 'refs/heads/countersign/evidence', sha: next };
    expect((await asApp('refs', evidence)).status).toBe(201);
    expect((await asApp('refs/heads/countersign/evidence', { sha: root, force: true }, 'PATCH')).status).toBe(200);

    const url = github.cloneUrl(repository, owner);
    for (const branch of [LEDGER, 'countersign/evidence']) {
      const pushed = git(['push', url, `refs/heads/main:refs/heads/${branch}`, '--force'], await cloneOf(url));
      expect(pushed.status).not.toBe(0);
      expect(pushed.stderr).toContain('Cannot update this protected ref');
    }
  });

  const clones = new Map<string, string>();
  async function cloneOf(url: string): Promise<string> {
    const known = clones.get(url);
    if (known !== undefined) return known;
    const directory = mkdtempSync(join(tmpdir(), 'countersign-setup-'));
    clones.set(url, directory);
    git(['clone', '--quiet', '--bare', url, directory]);
    return directory;
  }
  afterAll(() => {
    for (const directory of clones.values()) rmSync(directory, { recursive: true });
  });
});

describe('what stands in the way is one sentence', () => {
  test('without rights the rulesets are seen, but not who may bypass them', async () => {
    const scene = await openScene();
    await scene.run(['--apply']);
    const seen = await scene.json([], scene.dana);
    expect([seen.code, states(seen)]).toEqual([3, ['unread', 'unread', 'unread']]);
    expect((await scene.run([], scene.dana)).out).toContain('run it with a token of one');
  });

  test('no rights to change them', async () => {
    const scene = await openScene();
    const { code, out, err } = await scene.run(['--apply'], scene.dana);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^countersign: Only an administrator of \S+ can change its rulesets\. Use the token of one/);
    expect(await scene.stored()).toEqual([]);
  });

  test('a repository that nobody shows', async () => {
    const scene = await openScene({ private: true });
    const { code, err } = await scene.run([], scene.eve);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`There is no repository ${scene.repository} that this token may see`),
    ]);
  });

  test('an app that is not there, or not installed there', async () => {
    const scene = await openScene();
    const other = await openScene();
    const environment = { GITHUB_TOKEN: scene.owner.token, GITHUB_API_URL: github.url };
    const nobody = await runCli(['setup', scene.repository, '--app', 'nobody'], { environment });
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('There is no app nobody')]);
    const foreign = await runCli(['setup', scene.repository, '--app', other.app.slug, '--apply'], { environment });
    expect(foreign.code).toBe(2);
    expect(foreign.err).toContain('install it on the repository first');
    expect(foreign.err).toContain('(before that: created "countersign: required check on main")');
  });

  test('a token that is refused, a limit, a server that fails', async () => {
    const scene = await openScene();
    const { code, err } = await scene.run([], { ...scene.owner, token: 'ghp_wrong' });
    expect([code, err]).toEqual([2, expect.stringContaining('GitHub does not accept the token')]);
    await github.arm({ on: 'GET /repos/{owner}/{repo}/rulesets', action: { kind: 'secondary-limit', seconds: 30 } });
    expect((await scene.run()).err).toContain('GitHub asks to wait for 30 seconds');
    await github.arm({ on: 'GET /repos/{owner}/{repo}/rulesets', action: { kind: 'status', status: 502 }, count: 3 });
    expect((await scene.run()).err).toContain('Run it again');
  });

  test('a failure halfway says what was done, and the next run ends it', async () => {
    const scene = await openScene();
    await github.arm({ on: 'POST /repos/{owner}/{repo}/rulesets', action: { kind: 'status', status: 502 }, skip: 1 });
    const { code, err } = await scene.run(['--apply']);
    expect([code, err]).toEqual([2, expect.stringContaining('(before that: created')]);
    const rest = await scene.json(['--apply']);
    expect([rest.code, rest.rulesets.map(({ done }) => done)]).toEqual([0, [null, 'created', 'created']]);
  });

  test('an answer that was lost is not done twice', async () => {
    const scene = await openScene();
    await github.arm({ on: 'POST /repos/{owner}/{repo}/rulesets', action: { kind: 'reset', when: 'after' } });
    expect((await scene.run(['--apply'])).code).toBe(2);
    expect((await scene.run(['--apply'])).code).toBe(0);
    expect(await scene.stored()).toHaveLength(3);
  });
});
