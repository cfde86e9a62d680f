import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from '../../src/github/client.ts';
import { createLedgerBranch } from '../../src/github/ledger-branch.ts';
import { LEDGER_BRANCH } from '../../src/ledger/layout.ts';
import { runCli } from '../cli/test-io.ts';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp, testLog } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** The rulesets of `countersign setup`, under the running app: they hold everybody, and let the app do its work. */

let github: StandIn;
let app: RunningApp;
let team: Team;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
  team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const args = ['setup', team.repository, '--app-id', String(app.app.appId), '--apply'];
  const environment = { GITHUB_TOKEN: team.owner.token, GITHUB_API_URL: github.url };
  expect(await runCli(args, { environment })).toMatchObject({ code: 0, err: '' });
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const merge = (number: number) => github.merge({ repository: team.repository, number, as: team.owner.login });

test('a merge needs the check; the ledger is born and grows under its rulesets', async () => {
  const blocked = await team.propose('no-ticket', { title: 'a change' });
  await team.check(blocked.head, 'blocked');
  await expect(merge(blocked.number)).rejects.toThrow('countersign: main');

  for (const branch of ['first', 'second']) {
    const { number, head } = await team.propose(branch, { title: 'SHOP-1 a change' });
    const { summary } = await team.check(head, 'allowed');
    expect(summary).toMatch(/Recorded: entry \d+/);
    await merge(number);
  }
  expect((await github.log({ repository: team.repository, revision: LEDGER_BRANCH })).length).toBeGreaterThan(1);
});

test('nobody else writes to the ledger, and the app itself does not rewrite it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-setup-'));
  try {
    const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: directory, encoding: 'utf8' });
    git('init', '--quiet');
    const as = github.cloneUrl(team.repository, team.owner);
    git('fetch', '--quiet', as, `${LEDGER_BRANCH}:ledger`);
    git('-c', 'user.name=o', '-c', 'user.email=o@acme.example', 'commit', '--quiet', '--allow-empty', '-m', 'root');
    const forward = git('push', as, `ledger~1:refs/heads/other`, `HEAD:refs/heads/${LEDGER_BRANCH}`, '--force');
    expect([forward.status, forward.stderr]).toEqual([1, expect.stringContaining('Cannot update this protected ref')]);

    const { appId, privateKey } = app.app;
    const api = createClient({ appId, privateKey, baseUrl: github.url, log: testLog }).installation(
      team.installationId,
    );
    const [owner = '', repo = ''] = team.repository.split('/');
    const ref = { owner, repo, ref: `heads/${LEDGER_BRANCH}` };
    const older = git('rev-parse', 'ledger~1').stdout.trim();
    await expect(
      api.rest('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ...ref, sha: older, force: true }),
    ).rejects.toThrow('Cannot force-push to this branch');
    await expect(api.rest('DELETE /repos/{owner}/{repo}/git/refs/{ref}', ref)).rejects.toThrow('Cannot delete');
    const branch = createLedgerBranch(() => api, { id: team.made.id, owner, name: repo, branch: LEDGER_BRANCH });
    expect(await branch.head()).toBe(git('rev-parse', 'ledger').stdout.trim());
  } finally {
    rmSync(directory, { recursive: true });
  }
});
