import { type Organization, POLICY, policyOf, type Scene } from './scene.ts';
import type { Action } from './script.ts';

/** What was done to one repository, and what came of it: the trail that is shown when something about it is wrong. */
export interface Deed {
  readonly at: number;
  readonly action: Action;
  readonly number: number | null;
  readonly outcome: string;
}

/** A repository as those who work on it see it. */
export interface Workplace {
  readonly organization: Organization;
  readonly repository: string;
  readonly gitDir: string;
  readonly slots: (Change | null)[];
  readonly trail: Deed[];
  readonly counters: { branch: number; file: number; policy: number };
}

/** A pull request that somebody works on. */
interface Change {
  readonly number: number;
  readonly branch: string;
  readonly author: string;
  readonly reviews: number[];
  isDraft: boolean;
}

export function workplacesOf({ lanes }: Scene, slots: number): readonly (readonly Workplace[])[] {
  return lanes.map((organization) =>
    organization.repositories.map(({ fullName, gitDir }) => ({
      organization,
      repository: fullName,
      gitDir,
      slots: Array.from({ length: slots }, () => null),
      trail: [],
      counters: { branch: 0, file: 0, policy: 0 },
    })),
  );
}

/** One action. What GitHub refuses (a merge without its check, say) is an outcome like any other. */
export async function perform(scene: Scene, place: Workplace, action: Action): Promise<void> {
  const before = place.slots[action.slot] ?? null;
  let outcome = 'done';
  try {
    await (before === null ? open(scene, place, action) : act(scene, place, { action, change: before }));
  } catch (error) {
    outcome = error instanceof Error ? error.message : String(error);
  }
  const { number = null } = place.slots[action.slot] ?? before ?? {};
  place.trail.push({ at: Date.now(), action, number, outcome });
}

/** One of two, by a digit of the dice that nothing else uses. */
const side = ({ dice }: Action, digit: number): 0 | 1 => (Math.floor(dice * 10 ** digit) % 2 === 0 ? 0 : 1);
const isRare = ({ dice }: Action, digit: number): boolean => Math.floor(dice * 10 ** digit) % 10 === 7;

async function open({ github, marker }: Scene, place: Workplace, action: Action): Promise<void> {
  const { repository, organization, counters } = place;
  counters.branch += 1;
  const branch = `${marker}-${counters.branch}`;
  const author = organization.authors[side(action, 2)]?.login ?? '';
  await push({ github, marker }, place, { action, branch, author });
  const { number } = await github.openPullRequest({
    repository,
    head: branch,
    title: titleOf(marker, action),
    body: `${marker} of a body`,
    as: author,
  });
  place.slots[action.slot] = { number, branch, author, reviews: [], isDraft: false };
}

function titleOf(marker: string, action: Action): string {
  return isRare(action, 3) ? `${marker} without a ticket` : `SHOP-${Math.floor(action.dice * 1_000)} ${marker}`;
}

interface PushPlan {
  readonly action: Action;
  readonly branch: string;
  readonly author: string;
  readonly force?: boolean;
}

async function push(
  { github, marker }: Pick<Scene, 'github' | 'marker'>,
  { repository, counters }: Workplace,
  { action, branch, author, force = false }: PushPlan,
): Promise<void> {
  counters.file += 1;
  const start = force ? { force, parents: await tipOfMain(github, repository) } : {};
  await github.pushCommit({
    repository,
    branch,
    as: author,
    message: `${marker} in a message\n`,
    files: { [`${marker}-${counters.file}.txt`]: `${action.dice}\n` },
    sign: !isRare(action, 4),
    ...start,
  });
}

async function tipOfMain(github: Scene['github'], repository: string): Promise<readonly string[]> {
  const tip = (await github.refs({ repository, prefix: 'refs/heads/main' }))['refs/heads/main'];
  return tip === undefined ? [] : [tip];
}

interface Work {
  readonly action: Action;
  readonly change: Change;
}

async function act(scene: Scene, place: Workplace, { action, change }: Work): Promise<void> {
  const { github, marker } = scene;
  const { repository, organization } = place;
  const { number, branch, author } = change;
  const reviewer = organization.reviewers[side(action, 2)]?.login ?? '';
  const review = async (event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'): Promise<void> => {
    const { id } = await github.review({ repository, number, as: reviewer, event, body: `${marker} in a review` });
    change.reviews.push(id);
  };
  switch (action.kind) {
    case 'push':
      return await push(scene, place, { action, branch, author });
    case 'force-push':
      return await push(scene, place, { action, branch, author, force: true });
    case 'approve':
      return await review('APPROVE');
    case 'request-changes':
      return await review('REQUEST_CHANGES');
    case 'comment':
      return await review('COMMENT');
    case 'dismiss': {
      const last = change.reviews.pop();
      if (last !== undefined) await github.dismissReview({ review: last, as: organization.owner.login });
      return;
    }
    case 'retitle':
      await github.editPullRequest({ repository, number, title: titleOf(marker, action), as: author });
      return;
    case 'draft':
      change.isDraft = !change.isDraft;
      return await github.setDraft({ repository, number, draft: change.isDraft, as: author });
    case 'close':
      place.slots[action.slot] = null;
      return await github.setPullRequestState({ repository, number, state: 'closed', as: author });
    case 'recheck':
      await github.comment({ repository, number, as: author, body: '/countersign recheck' });
      return;
    case 'merge':
      await github.merge({ repository, number, as: reviewer });
      place.slots[action.slot] = null;
      return;
    case 'move-base':
      return await pushToMain(scene, place, { [`main-${action.dice}.txt`]: 'main\n' });
    case 'policy':
      place.counters.policy += 1;
      return await pushToMain(scene, place, { [POLICY]: policyOf(organization.login, place.counters.policy) });
  }
}

async function pushToMain({ github }: Scene, place: Workplace, files: Readonly<Record<string, string>>): Promise<void> {
  const { repository, organization } = place;
  const as = organization.owner.login;
  await github.pushCommit({ repository, branch: 'main', as, files, message: 'main\n', bypassRules: true });
}
