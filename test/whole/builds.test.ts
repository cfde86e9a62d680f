import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { StandIn } from '../github/client.ts';
import { ledgerBook } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team } from './team.ts';

/** From a workflow that ends to an entry, and what a policy finds inside of its run. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const path = '.github/workflows/ci.yml';
const policy = `version: 1
rules:
  - name: CI is sound
    require:
      workflows: { passed: ['${path}'], file: head, attempts: 1, jobs: [test], runners: hosted }
`;

const builds = async (team: Team): Promise<readonly JsonObject[]> =>
  (await ledgerBook(app, team).entries()).flatMap(({ predicate }) => {
    const found = isJsonObject(predicate) ? predicate['countersign_event'] : undefined;
    return isJsonObject(found) ? [found] : [];
  });

test('what passed at once may land; what needed a second attempt may not, and both attempts are told', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: () => policy });
  const { repository, dana, amir } = team;
  const start = async (sha: string, conclusion: 'success' | 'failure') =>
    await github.runWorkflow({ repository, sha, path, jobs: ['test'], as: dana.login, conclusion });
  const good = await team.propose('good', { title: 'good' });
  await team.check(good.head, 'waiting');
  await start(good.head, 'success');
  await team.check(good.head, 'allowed');

  const flaky = await team.propose('flaky', { title: 'flaky' });
  await team.check(flaky.head, 'waiting');
  const { run } = await start(flaky.head, 'failure');
  await team.check(flaky.head, 'blocked');
  await github.rerunWorkflow({ run, as: amir.login });
  await github.finishWorkflow({ run, conclusion: 'success' });
  const told = await github.waitFor('three builds', async () => {
    const found = await builds(team);
    return found.length < 3 ? null : found;
  });
  expect(told.map(({ code, run: of }) => [code, isJsonObject(of) ? of['attempt'] : null])).toEqual([
    ['build.success', 1],
    ['build.failure', 1],
    ['build.success', 2],
  ]);
  expect(told.at(-1)).toMatchObject({
    result: 'passed',
    build: {
      starter: dana.id,
      trigger: 'pull_request',
      workflow: { path },
      jobs: [{ name: 'test', runner: 'hosted' }],
    },
  });
  await team.check(flaky.head, (shown) => JSON.stringify(shown).includes('needed 2 attempts'));
  expect((await ledgerBook(app, team).verify()).problems).toEqual([]);
});
