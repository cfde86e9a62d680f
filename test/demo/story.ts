import type { CheckRunView } from '../github/control/pull-requests.ts';
import { tellDeployments } from './deploy-story.ts';
import { clone, type Developer } from './developer.ts';
import { tellLedger } from './ledger-story.ts';
import type { Scene } from './scene.ts';
import type { Teller } from './teller.ts';

export interface Telling {
  readonly scene: Scene;
  readonly tell: Teller;
  readonly dana: Developer;
}

const CHECK = 'countersign: main';
const title = ({ title: shown, status, conclusion }: CheckRunView): string =>
  `${shown ?? ''} [${conclusion ?? status}]`;
const isFailure = ({ conclusion }: CheckRunView): boolean => conclusion === 'failure';
const isSuccess = ({ conclusion }: CheckRunView): boolean => conclusion === 'success';
const isWaiting = ({ status, title: shown }: CheckRunView): boolean =>
  status === 'in_progress' && (shown?.startsWith('Waiting') ?? false);

/** The story of README, from a blocked pull request to a ledger that was tampered with. */
export async function tellStory(scene: Scene, tell: Teller): Promise<void> {
  const { github, repository, people, folder } = scene;
  const dana = await clone({ github, repository, who: people.dana, folder });
  const telling = { scene, tell, dana };
  const number = await tellBlocked(telling);
  await tellFix(telling);
  await tellApproval(telling, number);
  await tellPushAfterApproval(telling, number);
  const merged = await tellMerge(telling, number);
  await tellDeployments(telling, merged);
  await tellRetarget(telling);
  await tellFloor(telling);
  await tellLedger(telling);
}

async function tellBlocked({ scene, tell, dana }: Telling): Promise<number> {
  const { github, repository } = scene;
  tell.chapter('An unsigned commit without a ticket is blocked, with reasons');
  await dana.git('checkout', '-q', '-b', 'rounding');
  dana.write('price.ts', 'export const price = 2;\n');
  await dana.git('commit', '-q', '-a', '--no-gpg-sign', '-m', 'fix rounding');
  await dana.git('push', '-q', '-u', 'origin', 'rounding');
  const { number } = await github.openPullRequest({ repository, head: 'rounding', title: 'Fix rounding', as: 'eli' });
  tell.did(`dana pushes ${(await dana.head()).slice(0, 7)}; eli opens pull request #${number} for it`);
  const run = await scene.check(await dana.head(), isFailure);
  tell.shows(title(run), summaryOf(run));
  tell.expect('the check failed', isFailure(run));
  tell.expect('it names the command that helps', commandIn(run) !== null);
  return number;
}

async function tellFix({ scene, tell, dana }: Telling): Promise<void> {
  tell.chapter('The fix, with the command that the check shows');
  const blocked = await scene.check(await dana.head(), isFailure);
  const command = (commandIn(blocked) ?? 'false').replaceAll('KEY', 'SHOP-412');
  tell.did(`dana runs: ${command}`);
  await dana.shell(command);
  const run = await scene.check(await dana.head(), isWaiting);
  tell.shows(title(run), summaryOf(run));
  tell.expect('nothing is wrong any more: it waits for a maintainer', isWaiting(run));
}

async function tellApproval({ scene, tell, dana }: Telling, number: number): Promise<void> {
  const { github, repository } = scene;
  tell.chapter('Who wrote it cannot approve it; a maintainer who did not can');
  await github.review({ repository, number, as: 'dana', event: 'APPROVE' });
  tell.did('dana is a maintainer, but wrote the commit; she approves it');
  const refused = await scene.check(
    await dana.head(),
    (run) => isWaiting(run) && (run.summary?.includes('@dana') ?? false),
  );
  tell.shows(title(refused));
  tell.expect('her approval does not count', !isSuccess(refused));
  tell.expect('merging is refused', await isMergeRefused(scene, number));
  await github.review({ repository, number, as: 'amir', event: 'APPROVE' });
  tell.did('amir approves');
  const run = await scene.check(await dana.head(), isSuccess);
  tell.shows(title(run), summaryOf(run));
  tell.expect(
    'the check succeeded, and names its entry in the ledger',
    run.summary?.includes('Recorded: entry') ?? false,
  );
}

async function tellPushAfterApproval({ scene, tell, dana }: Telling, number: number): Promise<void> {
  tell.chapter('Signing again keeps an approval; changing the code voids it');
  await dana.git('commit', '-q', '--amend', '--no-edit', '-S', '--date=now');
  await dana.git('push', '-q', '--force-with-lease');
  tell.did('dana signs the same content again and pushes');
  const kept = await scene.check(await dana.head(), isSuccess);
  tell.shows(title(kept));
  tell.expect('amir’s approval still counts', isSuccess(kept));
  dana.write('price.ts', 'export const price = 3;\n');
  await dana.git('commit', '-q', '-a', '-S', '-m', 'SHOP-412 round to three');
  await dana.git('push', '-q');
  tell.did('dana pushes another change');
  const voided = await scene.check(await dana.head(), isWaiting);
  tell.shows(title(voided), summaryOf(voided));
  tell.expect('it waits for somebody to look again', isWaiting(voided));
  tell.expect('merging is refused', await isMergeRefused(scene, number));
}

async function tellMerge({ scene, tell, dana }: Telling, number: number): Promise<string> {
  const { github, repository } = scene;
  tell.chapter('After another look, it can be merged');
  await github.review({ repository, number, as: 'amir', event: 'APPROVE' });
  const run = await scene.check(await dana.head(), isSuccess);
  tell.shows(title(run));
  const { sha } = await github.merge({ repository, number, as: 'eli' });
  tell.did(`eli merges #${number}: ${sha.slice(0, 7)}`);
  tell.expect('it is merged', (await github.pullRequest({ repository, number })).merged);
  return sha;
}

async function tellRetarget({ scene, tell, dana }: Telling): Promise<void> {
  const { github, repository } = scene;
  tell.chapter('A green from another base is worth nothing after a retarget');
  await dana.git('fetch', '-q', 'origin');
  await dana.git('checkout', '-q', '-b', 'sandbox', 'origin/main');
  dana.write(
    '.github/countersign.yml',
    'version: 1\nrules:\n  - name: anything goes\n    require: { base: [sandbox] }\n',
  );
  await dana.git('commit', '-q', '-a', '-S', '-m', 'SHOP-1 a branch of my own, with a policy of my own');
  await dana.git('push', '-q', '-u', 'origin', 'sandbox');
  await dana.git('checkout', '-q', '-b', 'sneak');
  dana.write('price.ts', 'export const price = 0;\n');
  await dana.git('commit', '-q', '-a', '-S', '-m', 'everything is free');
  await dana.git('push', '-q', '-u', 'origin', 'sneak');
  const { number } = await github.openPullRequest({
    repository,
    head: 'sneak',
    base: 'sandbox',
    title: 'Sneak',
    as: 'dana',
  });
  const green = await scene.check(await dana.head(), isSuccess, 'countersign: sandbox');
  tell.did(`dana opens #${number} into a branch whose policy she wrote herself`);
  tell.shows(`${green.name}: ${title(green)}`);
  await github.editPullRequest({ repository, number, base: 'main', as: 'dana' });
  tell.did('dana changes its base to main');
  const run = await scene.check(await dana.head(), isFailure);
  tell.shows(`${CHECK}: ${title(run)}`);
  tell.expect('main’s own policy blocks it', isFailure(run));
  tell.expect('merging is refused', await isMergeRefused(scene, number));
  await github.setPullRequestState({ repository, number, state: 'closed' });
}

async function tellFloor({ scene, tell, dana }: Telling): Promise<void> {
  const { github, repository } = scene;
  tell.chapter('A repository’s policy cannot weaken the organisation’s floor');
  await github.pushCommit({
    repository,
    branch: 'main',
    files: {
      '.github/countersign.yml':
        'version: 1\nrules:\n  - name: anything goes\n    require: { base: [main] }\notherwise: allow\n',
    },
    message: 'SHOP-2 trust everybody\n',
    bypassRules: true,
  });
  tell.did('somebody replaces the repository’s policy: no ticket, no review, no signature');
  await dana.git('fetch', '-q', 'origin');
  await dana.git('checkout', '-q', '-b', 'unsigned', 'origin/main');
  dana.write('price.ts', 'export const price = 4;\n');
  await dana.git('commit', '-q', '-a', '--no-gpg-sign', '-m', 'no signature');
  await dana.git('push', '-q', '-u', 'origin', 'unsigned');
  const { number } = await github.openPullRequest({ repository, head: 'unsigned', title: 'Unsigned', as: 'dana' });
  const run = await scene.check(await dana.head(), isFailure);
  tell.shows(title(run), summaryOf(run));
  tell.expect('the floor still demands a signature', run.summary?.includes('cannot be waived here') ?? false);
  tell.expect('merging is refused', await isMergeRefused(scene, number));
}

async function isMergeRefused({ github, repository }: Scene, number: number): Promise<boolean> {
  return await github.merge({ repository, number, as: 'eli' }).then(
    () => false,
    () => true,
  );
}

const LINES_SHOWN = 12;

/** The beginning of the summary: what to do, and the table. */
function summaryOf({ summary }: CheckRunView): readonly string[] {
  return (summary ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, LINES_SHOWN);
}

function commandIn({ summary }: CheckRunView): string | null {
  return /```sh\n([\s\S]*?)\n```/.exec(summary ?? '')?.[1] ?? null;
}
