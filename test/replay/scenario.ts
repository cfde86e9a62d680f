import type { StandIn } from '../github/client.ts';
import { attestRun, SLSA } from '../signatures/attestations.ts';
import type { Instance } from '../signatures/instance.ts';
import { openQueueTeam, type QueueTeam } from '../whole/queue.ts';
import { EVIDENCE_AT_ONCE } from '../whole/replay.ts';
import { type RunningApp, samplePolicy } from '../whole/running-app.ts';
import { openTeam, POLICY, requireCheck, type Team } from '../whole/team.ts';
import { deploying, everything, floor, invalid, misplaced, nothingApplies, titled, unknowable } from './policies.ts';

interface Stage {
  readonly github: StandIn;
  readonly app: RunningApp;
}

/** Long enough for the app to have judged and recorded what was done. */
const QUIET = 1_500;

async function settle({ github }: Stage): Promise<void> {
  await github.waitForDeliveries();
  await new Promise((resolve) => setTimeout(resolve, QUIET));
}

/** Does one thing after the other, and waits after each. */
async function inTurn(stage: Stage, acts: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const act of acts) {
    await act();
    await settle(stage);
  }
}

/** Pull requests of every sort, under policies and floors of every sort. */
export async function decideRequests(stage: Stage): Promise<Team> {
  const { github, app } = stage;
  const team = await openTeam({ github, appId: app.app.appId, policy: everything, floor });
  const { repository, organization } = team;
  await github.createLabel({ repository, name: 'fix', description: 'mends something' });
  await github.setProperties({ repository, values: { tier: 'gold' } });
  await settle(stage);

  await team.propose('denied', { title: 'nothing', message: 'no ticket\n', sign: false });
  const good = await team.propose('good', { title: 'SHOP-1 good', body: '## Tests\n\nall', openedBy: team.eli.login });
  const { number, head } = good;
  const on = { repository, number };
  const ci = { repository, sha: head, path: '.github/workflows/ci.yml', name: 'CI', jobs: ['lint'] };
  await inTurn(stage, [
    () => github.setStatus({ repository, sha: head, context: 'build', state: 'pending', as: team.dana.login }),
    () => github.review({ ...on, as: team.amir.login, event: 'APPROVE' }),
    () => github.label({ ...on, label: 'fix', as: team.eli.login }),
    () => github.setStatus({ repository, sha: head, context: 'build', state: 'failure', as: team.dana.login }),
    () => github.setStatus({ repository, sha: head, context: 'build', state: 'success', as: team.dana.login }),
    () => github.runWorkflow({ ...ci, conclusion: 'success' }),
    () => github.runWorkflow({ ...ci, event: 'push', conclusion: 'neutral' }),
    () => github.review({ ...on, as: team.bo.login, event: 'REQUEST_CHANGES' }),
    () => github.review({ ...on, as: team.bo.login, event: 'APPROVE' }),
    () => github.editPullRequest({ ...on, body: '- [ ] open', as: team.eli.login }),
    () => github.setDraft({ ...on, draft: true, as: team.eli.login }),
    () => team.push('good', { files: { 'src/auth/a.ts': 'new\n', 'docs/b.md': 'text\n' }, message: 'fix: more\n' }),
    () => github.setProperties({ repository, values: { tier: null } }),
  ]);

  await inTurn(stage, [
    async () => {
      await github.fork({ repository, owner: team.eve.login });
      await github.pushCommit({
        repository: `${team.eve.login}/shop`,
        branch: 'from-outside',
        as: team.eve.login,
        message: 'SHOP-2 outside \u{202e}\n',
        files: { 'docs/c.md': 'c\n' },
      });
      await github.openPullRequest({
        repository,
        head: `${team.eve.login}:from-outside`,
        title: 'SHOP-2 "quoted" \u{1f600}',
        as: team.eve.login,
      });
    },
  ]);

  const policies = {
    'release/1': titled(organization),
    'release/2': unknowable,
    unknowable,
    nothing: nothingApplies,
    misplaced,
    invalid,
    none: null,
  };
  for (const [base, text] of Object.entries(policies)) {
    await github.pushCommit({ repository, branch: base, as: team.owner.login, files: { [POLICY]: text } });
    await team.propose(`to-${base.replace('/', '-')}`, { base, title: 'SHOP-3', body: 'a body' });
    await settle(stage);
  }
  const floorFile = { repository: `${organization}/.github`, branch: 'main', as: team.owner.login };
  await inTurn(stage, [
    () => team.writePolicy(titled(organization), { branch: 'invalid' }),
    () => team.writePolicy(null, { branch: 'release/1' }),
    () => team.writePolicy(null, { branch: 'unknowable' }),
    () =>
      github.pushCommit({
        repository,
        branch: 'unknowable',
        as: team.owner.login,
        files: { [`${POLICY}/x`]: 'a directory\n' },
      }),
    () => github.pushCommit({ ...floorFile, files: { [POLICY]: titled(organization) } }),
    () => github.pushCommit({ ...floorFile, files: { [POLICY]: invalid } }),
    () => github.pushCommit({ ...floorFile, files: { [POLICY]: null } }),
  ]);
  // A floor that the configuration names and that nobody can read.
  await app.restart({ ...EVIDENCE_AT_ONCE, COUNTERSIGN_FLOOR: `${organization}/nowhere` });
  const unreadable = await team.propose('unreadable', { title: 'SHOP-4', base: 'invalid' });
  await team.check(unreadable.head, 'blocked', 'invalid');
  await settle(stage);
  await app.restart();
  await settle(stage);
  return team;
}

/** Deployments: to one environment and another, by one person and another, of what landed and of what did not. */
export async function decideDeployments(stage: Stage, instance: Instance): Promise<Team> {
  const { github, app } = stage;
  const team = await openTeam({ github, appId: app.app.appId, policy: deploying });
  const { repository, amir, dana } = team;
  await requireCheck(team, { appId: app.app.appId });
  for (const name of ['staging', 'production'])
    await github.createEnvironment({ repository, name, gates: [app.app.appId] });
  const land = async (branch: string): Promise<string> => {
    const { number, head } = await team.propose(branch, { title: `SHOP-1 ${branch}`, message: `SHOP-1 ${branch}\n` });
    await team.check(head, 'allowed');
    await github.merge({ repository, number, as: team.eli.login });
    await settle(stage);
    return (await github.repository({ repository })).head ?? '';
  };
  const deploy = async (sha: string, environment: string, as: string, isAttested = false): Promise<number> => {
    const path = '.github/workflows/deploy.yml';
    const { run } = await github.runWorkflow({ repository, sha, path, event: 'push', as });
    if (isAttested) {
      const digest = 'b'.repeat(64);
      await github.addArtifact({ run, name: 'shop', digest });
      const claims = { repository, repositoryId: team.made.id, commit: sha, run };
      for (const predicateType of [SLSA, 'https://spdx.dev/Document/v2.3']) {
        const bundle = attestRun(instance, { digest, predicateType, at: Date.now(), run: claims });
        await github.attest({ repository, bundle });
      }
    }
    const { id } = await github.deploy({ repository, run, environment });
    await settle(stage);
    const state = (await github.deployments({ repository })).find((each) => each.id === id)?.gates[0]?.answer?.state;
    if (state === 'approved') await github.finishDeployment({ repository, id, state: 'success' });
    await settle(stage);
    return run;
  };
  const first = await land('one');
  await github.addAlert({ repository, kind: 'dependencies', severity: 'high' });
  await deploy(first, 'production', dana.login);
  await deploy(first, 'staging', amir.login);
  const ci = { repository, sha: first, path: '.github/workflows/ci.yml', conclusion: 'success' } as const;
  await github.runWorkflow(ci);
  await github.closeAlert({ repository, kind: 'dependencies', number: 1, how: 'fixed' });
  await github.addAnalysis({ repository, commit: first });
  await deploy(first, 'production', amir.login, true);
  const second = await land('two');
  for (const environment of ['staging', 'production']) await deploy(second, environment, dana.login);
  await deploy(first, 'staging', dana.login);
  await deploy(second, 'staging', amir.login);
  const aside = await team.push('aside', { message: 'no ticket\n', sign: false });
  // What waits would be decided again and again.
  await github.finishWorkflow({ run: await deploy(aside, 'production', dana.login), conclusion: 'cancelled' });
  await settle(stage);
  return team;
}

/** Merge groups; and a branch whose check is required, without any policy. */
export async function decideGroups(stage: Stage): Promise<QueueTeam> {
  const { github, app } = stage;
  const team = await openQueueTeam(app, { github, policy: samplePolicy }, { grouping_strategy: 'HEADGREEN' });
  const [first, second, third] = await team.queued('one', 'two', 'three');
  if (first === undefined || second === undefined || third === undefined) throw new Error('nothing is queued');
  await settle(stage);
  await team.dismiss(second.number);
  await settle(stage);
  await team.build(first.group);
  await settle(stage);
  const { repository } = team;
  await github.pushCommit({ repository, branch: 'none', as: team.owner.login, files: { [POLICY]: null } });
  await requireCheck(team, { appId: app.app.appId, base: 'none' });
  await team.propose('to-none', { base: 'none', title: 'SHOP-5' });
  await settle(stage);
  return team;
}
