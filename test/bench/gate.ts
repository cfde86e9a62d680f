import { StandIn } from '../github/client.ts';
import { landedUntil, ledgerBook } from '../whole/ledger-book.ts';
import { type RunningApp, runApp } from '../whole/running-app.ts';
import { openTeam, requireCheck, type Team } from '../whole/team.ts';
import { type Figure, median } from './figure.ts';
import { slowDown } from './load/ground.ts';

const CHANGES = 10;
const COMMITS_OF_EACH = 19; // and the merge
const SAMPLES = 7;
const DELAY = 50;

const POLICY = `version: 1
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
  - name: production runs what was reviewed
    on: [deployment]
    when: { environment: production }
    require:
      all:
        - source: reviewed
        - landed_on: main
        - ticket: { from: jira, in: each_commit }
        - workflows: { passed: ['.github/workflows/ci.yml'] }
`;

/** From the question of a job that waits to the answer, with 200 commits since the last deployment, all of them looked at. */
export async function measureGate(): Promise<readonly Figure[]> {
  const github = await StandIn.start();
  const app = await runApp(github);
  try {
    const team = await openTeam({ github, appId: app.app.appId, policy: POLICY });
    const { repository } = team;
    await requireCheck(team, { appId: app.app.appId });
    await github.createEnvironment({ repository, name: 'production', gates: [app.app.appId] });
    for (let change = 1; change <= CHANGES; change += 1) await land(app, team, change);
    const sha = (await github.repository({ repository })).head ?? '';
    const { run } = await github.runWorkflow({ repository, sha, path: '.github/workflows/ci.yml', event: 'push' });
    await github.finishWorkflow({ run, conclusion: 'success' });
    await github.waitForDeliveries();
    await slowDown(github, DELAY);
    const took: number[] = [];
    const requests: number[] = [];
    for (let sample = 0; sample <= SAMPLES; sample += 1) {
      const once = await ask(github, repository, sha);
      // The first one records the version of nothing new, but wakes what sleeps.
      if (sample > 0) took.push(once.took);
      requests.push(once.requests);
    }
    const how = `${SAMPLES} times, ${CHANGES * (COMMITS_OF_EACH + 1)} commits, ${DELAY} ms a request, recorded first`;
    return [
      {
        name: 'gate: question to answer',
        value: median(took),
        unit: 'ms',
        reach: { is: '≤', value: 2_000 },
        how: `median of ${how}`,
      },
      {
        name: 'gate: requests',
        value: Math.max(...requests),
        unit: '',
        reach: { is: '≤', value: 8 },
        how: `the most of ${how}`,
      },
    ];
  } finally {
    await app.stop();
    await github.stop();
  }
}

async function land(app: RunningApp, team: Team, change: number): Promise<void> {
  const { github, repository } = team;
  const branch = `change-${change}`;
  const { oid } = await github.pushCommits({
    repository,
    branch,
    as: team.dana.login,
    commits: Array.from({ length: COMMITS_OF_EACH }, (_, nth) => ({
      files: { [`${branch}-${nth}.txt`]: 'x\n' },
      message: `SHOP-${change} part ${nth}\n`,
    })),
  });
  const { number } = await github.openPullRequest({
    repository,
    head: branch,
    title: `SHOP-${change}`,
    as: team.dana.login,
  });
  await team.check(oid, 'allowed');
  await github.merge({ repository, number, as: team.eli.login });
  const after = (await github.repository({ repository })).head ?? '';
  await landedUntil(ledgerBook(app, team), { github, after });
}

async function ask(
  github: StandIn,
  repository: string,
  sha: string,
): Promise<{ readonly took: number; readonly requests: number }> {
  const { run } = await github.runWorkflow({ repository, sha, path: '.github/workflows/deploy.yml', event: 'push' });
  await github.waitForDeliveries();
  await github.resetStats();
  const began = performance.now();
  const { id } = await github.deploy({ repository, run, environment: 'production' });
  await github.waitFor('the answer', async () => {
    const found = (await github.deployments({ repository })).find((each) => each.id === id);
    return found?.gates[0]?.answer?.state === 'approved' ? found : null;
  });
  const took = performance.now() - began;
  await github.waitForDeliveries();
  return { took, requests: (await github.stats()).total };
}
