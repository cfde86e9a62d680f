import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { StandIn } from '../github/client.ts';
import type { DeploymentView } from '../github/control/deployments.ts';
import { landedUntil, ledgerBook } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, requireCheck, type Team } from './team.ts';

/** From the merge to production: a job that waits before an environment is answered by how its commits landed. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const policy = (organization: string, more = ''): string => `version: 1
people:
  maintainers: { teams: [${organization}/maintainers] }
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
  - name: production runs only what was reviewed
    on: [deployment]
    when: { environment: production }
    require:
      source: { is: reviewed, late: allow }
  - name: only main goes to production
    on: [deployment]
    when: { environment: production }
    require:
      landed_on: main
${more}`;

interface Shop {
  readonly team: Team;
  /** Merges a pull request that may be merged; the commit that it became, once the ledger tells of it. */
  readonly merge: (branch: string) => Promise<string>;
  /** A run for this commit that wants to go to production, as GitHub asks for it. */
  readonly deploy: (sha: string, environment?: string) => Promise<{ readonly run: number; readonly id: number }>;
  readonly answered: (id: number) => Promise<DeploymentView>;
}

async function open(text: (organization: string) => string = policy): Promise<Shop> {
  const team = await openTeam({ github, appId: app.app.appId, policy: text });
  const { repository } = team;
  await requireCheck(team, { appId: app.app.appId });
  await github.createEnvironment({ repository, name: 'production', gates: [app.app.appId] });
  const gateOf = async (id: number): Promise<DeploymentView | null> =>
    (await github.deployments({ repository })).find((deployment) => deployment.id === id) ?? null;
  return {
    team,
    merge: async (branch) => {
      const { number, head } = await team.propose(branch, { title: `SHOP-1 ${branch}` });
      await team.check(head, 'allowed');
      await github.merge({ repository, number, as: team.eli.login });
      const after = (await github.repository({ repository })).head ?? '';
      await landedUntil(ledgerBook(app, team), { github, after });
      return after;
    },
    deploy: async (sha, environment = 'production') => {
      const { run } = await github.runWorkflow({
        repository,
        sha,
        path: '.github/workflows/deploy.yml',
        event: 'push',
        as: team.dana.login,
      });
      const { id } = await github.deploy({ repository, run, environment });
      return { run, id };
    },
    answered: async (id) =>
      await github.waitFor('an answer of the gate', async () => {
        const view = await gateOf(id);
        return view?.gates[0]?.answer === null ? null : view;
      }),
  };
}

const entriesOf = async (team: Team, part: string): Promise<readonly JsonObject[]> =>
  (await ledgerBook(app, team).entries()).flatMap(({ predicate }) => {
    const found = isJsonObject(predicate) ? predicate[part] : undefined;
    return isJsonObject(found) ? [found] : [];
  });

test('what was reviewed is released, and recorded before it is', async () => {
  const { team, merge, deploy, answered } = await open();
  const sha = await merge('fix');
  const { id, run } = await deploy(sha);
  const view = await answered(id);
  expect(view.gates[0]?.answer).toMatchObject({
    state: 'approved',
    comment: expect.stringContaining('Approved: production'),
  });
  const decisions = (await entriesOf(team, 'countersign_decision')).filter(({ kind }) => kind === 'deployment');
  expect(decisions).toMatchObject([
    { verdict: 'allow', environment: 'production', deployment: { id, run, attempt: 1 }, rules: { met: 2 } },
  ]);
  expect((await ledgerBook(app, team).verify()).problems).toEqual([]);
});

test('a deployment that went on without us is an alert; what went on with us is told from its beginning to its end', async () => {
  const { team, merge, deploy, answered } = await open();
  const { repository } = team;
  const sha = await merge('fix');
  const { id } = await deploy(sha);
  await answered(id);
  await github.finishDeployment({ repository, id, state: 'success' });
  const other = await github.createDeployment({ repository, environment: 'production', as: team.dana.login, sha });
  await github.setDeploymentStatus({ repository, id: other.id, state: 'success', as: team.dana.login });
  const events = await github.waitFor('the events', async () => {
    const found = await entriesOf(team, 'countersign_event');
    return found.length >= 3 ? found : null;
  });
  expect(events.filter(({ deployment }) => isJsonObject(deployment) && deployment['id'] === id)).toMatchObject([
    { event: 'deployment', code: 'deployment.started', environment: 'production' },
    { code: 'deployment.succeeded', result: 'passed', deployment: { decision: expect.any(String) } },
  ]);
  const alerts = await github.waitFor('the alert', async () => {
    const found = (await entriesOf(team, 'countersign_alert')).filter(({ code }) => code === 'deployment.ungated');
    return found.length > 0 ? found : null;
  });
  expect(alerts).toMatchObject([{ details: { ids: { deployment: other.id } } }]);
});
