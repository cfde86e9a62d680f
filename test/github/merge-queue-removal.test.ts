import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { makeQueue, makeQueuePlace, type QueuePlace, type QueueSample } from './merge-queue/sample.ts';

let github: StandIn;
let place: QueuePlace;
let queue: QueueSample;
let repository: string;

beforeAll(async () => {
  github = await StandIn.start();
  place = await makeQueuePlace(github);
});

beforeEach(async () => {
  queue = await makeQueue(place);
  ({ repository } = queue);
});

afterAll(async () => {
  await place.receiver.close();
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

/** Two are queued; something happens to the first; what is told after that. */
async function after(happening: (number: number) => Promise<unknown>): Promise<readonly string[]> {
  const [a = 0, b = 0] = await queue.enqueueAll('a', 'b');
  const told = (await queue.story()).length;
  await happening(a);
  const story = (await queue.story()).slice(told);
  return story.map((line) => line.replace(` ${a}`, ' A').replace(` ${b}`, ' B'));
}

const goneAndBuiltAnew = (reason: string): readonly string[] => [
  `dequeued A ${reason}`,
  'destroyed A dequeued',
  'destroyed B invalidated',
  'checks_requested B',
];

describe('a queued pull request that changes leaves the queue', () => {
  test('taken out by hand', async () => {
    const { amir } = place.sample;
    expect(await after((number) => github.dequeue({ repository, number, as: amir.login }))).toEqual(
      goneAndBuiltAnew('MANUAL'),
    );
    const heard = await queue.heard();
    expect(heard.find(({ action }) => action === 'dequeued')?.payload).toMatchObject({ sender: { login: amir.login } });
  });

  test('closed', async () => {
    const close = (number: number) => github.setPullRequestState({ repository, number, state: 'closed' });
    expect(await after(close)).toEqual(goneAndBuiltAnew('MANUAL'));
  });

  test('made a draft', async () => {
    expect(await after((number) => github.setDraft({ repository, number, draft: true }))).toEqual(
      goneAndBuiltAnew('MANUAL'),
    );
  });

  test('retargeted', async () => {
    await github.pushCommit({ repository, branch: 'release', files: { r: 'r' } });
    const retarget = (number: number) => github.editPullRequest({ repository, number, base: 'release' });
    expect(await after(retarget)).toEqual(goneAndBuiltAnew('MANUAL'));
  });

  test('pushed to', async () => {
    const push = () => github.pushCommit({ repository, branch: 'a', files: { more: 'more' } });
    expect(await after(push)).toEqual(goneAndBuiltAnew('MANUAL'));
  });

  test('its branch deleted', async () => {
    const remove = () => github.moveRef({ repository, ref: 'refs/heads/a', oid: null });
    expect(await after(remove)).toEqual(goneAndBuiltAnew('MANUAL'));
  });

  test('its commits are on the base already', async () => {
    const land = async () => {
      const { 'refs/heads/a': oid = '' } = await github.refs({ repository, prefix: 'refs/heads/a' });
      await github.moveRef({ repository, ref: 'refs/heads/main', oid, bypassRules: true });
    };
    expect(await after(land)).toEqual(goneAndBuiltAnew('ALREADY_MERGED'));
  });
});

test('a conflict with the base, or with one that is ahead', async () => {
  const { number: first } = await queue.open('a', { same: 'a' });
  const { number: second } = await queue.open('b', { same: 'b' });
  await github.enqueue({ repository, number: first });
  expect(await github.enqueue({ repository, number: second })).toMatchObject({ position: 0, group: null });
  expect((await queue.story()).slice(2)).toEqual([`enqueued ${second}`, `dequeued ${second} MERGE_CONFLICT`]);
  expect(await queue.states()).toEqual([`${first} AWAITING_CHECKS`]);
});

test('no answer in time', async () => {
  queue = await makeQueue(place, { check_response_timeout_minutes: 10 });
  const [a, b] = await queue.enqueueAll('a', 'b');
  await queue.judge(b, 'success');
  await github.advanceClock({ milliseconds: 9 * 60_000 });
  expect(await queue.states()).toEqual([`${a} AWAITING_CHECKS`, `${b} MERGEABLE`]);
  const told = (await queue.story()).length;
  await github.advanceClock({ milliseconds: 60_000 });
  expect((await queue.story()).slice(told)).toEqual([
    `dequeued ${a} CI_TIMEOUT`,
    `destroyed ${a} dequeued`,
    `destroyed ${b} invalidated`,
    `checks_requested ${b}`,
  ]);
});

test('the queue is cleared, and its rule is deleted', async () => {
  const cleared = (numbers: readonly number[]) =>
    numbers.toReversed().flatMap((number) => [`dequeued ${number} QUEUE_CLEARED`, `destroyed ${number} dequeued`]);
  const numbers = await queue.enqueueAll('a', 'b');
  await github.clearMergeQueue({ repository });
  expect((await queue.story()).slice(4)).toEqual(cleared(numbers));
  const others = await queue.enqueueAll('c', 'd');
  const told = (await queue.story()).length;
  await github.deleteRuleset({ id: queue.rulesetId });
  expect((await queue.story()).slice(told)).toEqual(cleared(others));
  expect(await github.refs({ repository, prefix: 'refs/heads/gh' })).toEqual({});
});

test('an approval that was taken back stands in the way of the merge', async () => {
  const parameters = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  };
  const rules = [{ type: 'pull_request', parameters } as const];
  await github.createRuleset({ on: repository, name: 'reviews', include: ['~DEFAULT_BRANCH'], rules });
  const { number } = await queue.open('a');
  await expect(github.enqueue({ repository, number })).rejects.toThrow('At least 1 approving review is required');
  const { id } = await github.review({ repository, number, as: place.sample.amir.login, event: 'APPROVE' });
  await github.enqueue({ repository, number });
  await github.dismissReview({ review: id });
  await queue.judge(number, 'success');
  expect((await queue.story()).at(-2)).toBe(`dequeued ${number} BRANCH_PROTECTIONS`);
  expect((await github.pullRequest({ repository, number })).merged).toBe(false);
});

test('a base that moves under the queue: every group is built anew on its tip', async () => {
  const [a, b] = await queue.enqueueAll('a', 'b');
  const told = (await queue.story()).length;
  const { oid } = await github.pushCommit({ repository, branch: 'main', files: { m: 'm' }, bypassRules: true });
  expect((await queue.story()).slice(told)).toEqual([
    `destroyed ${a} invalidated`,
    `destroyed ${b} invalidated`,
    `checks_requested ${a}`,
    `checks_requested ${b}`,
  ]);
  expect((await queue.entry(a))?.group?.baseSha).toBe(oid);
});

test('jumping: in front of all, and all are built anew', async () => {
  const [a, b] = await queue.enqueueAll('a', 'b');
  await expect(github.jumpQueue({ repository, number: b ?? 0, as: place.sample.dana.login })).rejects.toThrow();
  await github.jumpQueue({ repository, number: b ?? 0 });
  expect(await queue.states()).toEqual([`${b} AWAITING_CHECKS`, `${a} AWAITING_CHECKS`]);
  const { number: c } = await queue.open('c');
  expect(await github.enqueue({ repository, number: c, jump: true })).toMatchObject({ position: 1, jump: true });
  expect(await queue.states()).toEqual([c, b, a].map((number) => `${number} AWAITING_CHECKS`));
  const heads = await Promise.all([c, b, a].map(async (number) => (await queue.entry(number))?.group));
  expect(heads.slice(1).map((group) => group?.baseSha)).toEqual(heads.slice(0, -1).map((group) => group?.headSha));
});

test('enqueued again within the same second, it is another commit: the old answer does not count', async () => {
  const [a = 0] = await queue.enqueueAll('a');
  await queue.judge(a, 'failure');
  expect(await queue.states()).toEqual([]);
  const again = await github.enqueue({ repository, number: a });
  expect(again.state).toBe('AWAITING_CHECKS');
});
