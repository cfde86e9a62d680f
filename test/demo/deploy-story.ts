import { MINUTE } from '../../src/base/clock.ts';
import type { DeploymentView } from '../github/control/deployments.ts';
import type { Scene } from './scene.ts';
import type { Telling } from './story.ts';

/** From the merge to production: what was reviewed is released, what was not is refused, and what went past us is found. */
export async function tellDeployments(telling: Telling, merged: string): Promise<void> {
  const { scene } = telling;
  const { github, repository, appId } = scene;
  await github.createEnvironment({ repository, name: 'production', gates: [appId] });
  await tellReleased(telling, merged);
  const hot = await tellRefused(telling);
  await tellCovered(telling, hot);
  await tellRollback(telling, merged);
  await tellBypass(telling, hot);
}

async function tellReleased({ scene, tell }: Telling, merged: string): Promise<void> {
  tell.chapter('What was reviewed is released to production');
  const { view } = await deploy(scene, merged);
  showAnswer({ tell }, view);
  tell.expect('the gate approved it, after recording that it did', isAnswered(view, 'approved'));
}

async function tellRefused({ scene, tell }: Telling): Promise<string> {
  const { github, repository } = scene;
  tell.chapter('Somebody pushes past the rules: that commit does not reach production');
  const push = async (message: string, file: string): Promise<string> =>
    (await github.pushCommit({ repository, branch: 'main', files: { [file]: 'x\n' }, message, bypassRules: true })).oid;
  const hot = await push('SHOP-9 hotfix cache key\n', 'cache.ts');
  tell.did(`an administrator pushes ${hot.slice(0, 7)} straight to main`);
  letTimePass(3 * MINUTE);
  await github.advanceClock({ milliseconds: 3 * MINUTE });
  const top = await push('SHOP-9 and its test\n', 'cache.test.ts');
  letTimePass(3 * MINUTE);
  await github.advanceClock({ milliseconds: 3 * MINUTE });
  tell.did(`and ${top.slice(0, 7)} on top; some minutes pass`);
  const { view } = await deploy(scene, hot);
  showAnswer({ tell }, view);
  tell.expect('the gate refused it, and says what to do', isAnswered(view, 'rejected'));
  return hot;
}

async function tellCovered({ scene, tell }: Telling, hot: string): Promise<void> {
  const { github, repository } = scene;
  tell.chapter('A maintainer who did not push it answers for it; the next run passes');
  const body = `/countersign cover ${hot.slice(0, 7)} looked at it on the phone with the administrator`;
  await github.comment({ repository, number: 1, as: 'amir', body });
  tell.did(`amir comments: ${body}`);
  await github.waitFor('the answer to the comment', async () => {
    const comments = await github.comments({ repository, number: 1 });
    return comments.some(({ body: said }) => said.includes('Covered late')) ? comments : null;
  });
  const { view } = await deploy(scene, hot);
  showAnswer({ tell }, view);
  tell.expect('the gate approved it; the ledger says that it was covered late', isAnswered(view, 'approved'));
}

async function tellRollback({ scene, tell }: Telling, merged: string): Promise<void> {
  tell.chapter('Back to what ran before: a rollback waits for nobody');
  const { view } = await deploy(scene, merged);
  showAnswer({ tell }, view);
  tell.expect('the gate approved the rollback', isAnswered(view, 'approved'));
}

async function tellBypass({ scene, tell }: Telling, hot: string): Promise<void> {
  const { github, repository } = scene;
  tell.chapter('Somebody deploys past the gate, and it is found');
  const { id } = await github.createDeployment({ repository, environment: 'production', sha: hot });
  await github.setDeploymentStatus({ repository, id, state: 'success' });
  tell.did('an administrator says through GitHub’s API that production runs something else now');
  const found = await github.waitFor('the alert in the ledger', async () => {
    const refs = await github.refs({ repository, prefix: 'refs/heads/countersign/ledger' });
    const revision = refs['refs/heads/countersign/ledger'] ?? '';
    for (let index = 0; ; index += 1) {
      const text = await github.readFile({ repository, revision, path: `tail/${index}.json` });
      if (text === null) return null;
      if (text.includes('"deployment.ungated"')) return index;
    }
  });
  tell.expect(`entry ${found} is an alert: deployment.ungated`, found > 0);
}

/** A run of the deploying workflow for this commit, until it was answered; what was approved ends well. */
async function deploy({ github, repository }: Scene, sha: string): Promise<{ readonly view: DeploymentView }> {
  const { run } = await github.runWorkflow({
    repository,
    sha,
    path: '.github/workflows/deploy.yml',
    event: 'push',
    as: 'eli',
  });
  const { id } = await github.deploy({ repository, run, environment: 'production' });
  const view = await github.waitFor('the answer of the gate', async () => {
    const found = (await github.deployments({ repository })).find((each) => each.id === id);
    return found?.gates[0]?.answer === null ? null : (found ?? null);
  });
  if (isAnswered(view, 'approved')) await github.finishDeployment({ repository, id, state: 'success' });
  return { view };
}

const isAnswered = ({ gates }: DeploymentView, state: 'approved' | 'rejected'): boolean =>
  gates[0]?.answer?.state === state;

function showAnswer({ tell }: Pick<Telling, 'tell'>, { gates }: DeploymentView): void {
  const [first = '', ...lines] = (gates[0]?.answer?.comment ?? '').split('\n').filter((line) => line !== '');
  tell.shows(first, lines);
}

/** The app asks its clock for the time, so it has not to wait for what the story does not show. */
function letTimePass(milliseconds: number): void {
  const now = Date.now.bind(Date);
  Date.now = () => now() + milliseconds;
}
