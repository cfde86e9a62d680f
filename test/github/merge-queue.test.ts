import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { makeQueue, makeQueuePlace, type QueuePlace } from './merge-queue/sample.ts';

let github: StandIn;
let place: QueuePlace;

beforeAll(async () => {
  github = await StandIn.start();
  place = await makeQueuePlace(github);
});

afterAll(async () => {
  await place.receiver.close();
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

test('one pull request: built on a branch of its own, merged when its group is green', async () => {
  const queue = await makeQueue(place);
  const { repository } = queue;
  const { head: base } = await github.repository({ repository });
  const { number } = await queue.open('a');
  const { group, state, position } = await github.enqueue({ repository, number, as: place.sample.dana.login });
  expect({ state, position }).toEqual({ state: 'AWAITING_CHECKS', position: 1 });
  const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
  expect(group).toEqual({ ref, headSha: expect.any(String), baseSha: base });
  expect(await github.refs({ repository, prefix: 'refs/heads/gh' })).toEqual({ [ref]: group?.headSha });
  await queue.judge(number, 'success');
  expect(await queue.isMerged(number)).toBe(true);
  expect((await github.repository({ repository })).head).toBe(group?.headSha);
  expect(await github.refs({ repository, prefix: 'refs/heads/gh' })).toEqual({});
  expect(await queue.story()).toEqual([
    `enqueued ${number}`,
    `checks_requested ${number}`,
    `dequeued ${number} MERGE`,
    `destroyed ${number} merged`,
  ]);
});

test('what the app hears: the group without its pull requests, the push, the merge', async () => {
  const queue = await makeQueue(place);
  const { repository } = queue;
  const { sample } = place;
  const { head: base } = await github.repository({ repository });
  const [number] = await queue.enqueueAll('a');
  const group = (await queue.entry(number))?.group;
  await queue.judge(number, 'success');
  const heard = await queue.heard();
  expect(heard.find(({ action }) => action === 'checks_requested')?.payload).toMatchObject({
    merge_group: {
      head_sha: group?.headSha,
      head_ref: group?.ref,
      base_sha: base,
      base_ref: 'refs/heads/main',
      head_commit: {
        id: group?.headSha,
        message: `Merge pull request #${number} from ${sample.organization}/a\n\nMerge a`,
      },
    },
    sender: { login: 'github-merge-queue[bot]' },
  });
  expect(heard.find(({ action }) => action === 'enqueued')?.payload).toMatchObject({
    sender: { login: sample.dana.login },
  });
  expect(await queue.landed()).toMatchObject([
    { before: base, after: group?.headSha, forced: false, pusher: { name: 'github-merge-queue[bot]' } },
  ]);
  const closed = heard.find(({ event, action }) => event === 'pull_request' && action === 'closed');
  expect(closed?.payload).toMatchObject({ pull_request: { merged: true, merge_commit_sha: group?.headSha } });
  const onGroup = heard.filter(({ payload }) => payload['ref'] === group?.ref);
  expect(onGroup.map(({ payload: { created, deleted } }) => ({ created, deleted }))).toEqual([
    { created: true, deleted: false },
    { created: false, deleted: true },
  ]);
  const activity = await github.api(`/repos/${repository}/activity?ref=main`, { token: place.app.token });
  expect(activity.body).toMatchObject([{ activity_type: 'merge_queue_merge' }, { activity_type: 'branch_creation' }]);
});

describe('the commits of a group are what git makes', () => {
  test.each(['MERGE', 'SQUASH', 'REBASE'] as const)('%s', async (merge_method) => {
    const queue = await makeQueue(place, { merge_method });
    const { repository } = queue;
    const { sample } = place;
    const { gitDir, head: base } = await github.repository({ repository });
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['--git-dir', gitDir, ...args], { encoding: 'utf8' }).trim();
    const commits = ['One', 'Two'].map((message) => ({ message, files: { [message]: message } }));
    await github.pushCommits({ repository, branch: 'a', as: sample.dana.login, commits });
    const first = await github.openPullRequest({ repository, head: 'a', as: sample.dana.login });
    await queue.conclude(first.headSha, 'success');
    const second = await queue.open('b');
    const as = sample.amir.login;
    const { group } = await github.enqueue({ repository, number: first.number, as });
    const { group: behind } = await github.enqueue({ repository, number: second.number, as });
    expect(behind?.baseSha).toBe(group?.headSha);
    for (const [one, head] of [
      [group, first.headSha],
      [behind, second.headSha],
    ] as const) {
      const merged = git('merge-tree', '--write-tree', one?.baseSha ?? '', head);
      expect(git('rev-parse', `${one?.headSha}^{tree}`)).toBe(merged);
    }
    const log = git(
      'log',
      '--topo-order',
      '--reverse',
      '--format=%an|%cn|%p|%s',
      '--abbrev=40',
      `${base}..${group?.headSha}`,
    );
    const signed = git('cat-file', 'commit', group?.headSha ?? '').includes('gpgsig');
    const [own] = git('log', '-1', '--format=%an', 'refs/heads/a').split('\n');
    const title = `Merge pull request #${first.number} from ${sample.organization}/a`;
    if (merge_method === 'MERGE')
      expect(log.split('\n').at(-1)).toBe(`${sample.amir.login}|GitHub|${base} ${first.headSha}|${title}`);
    if (merge_method === 'SQUASH') expect(log).toBe(`${own}|GitHub|${base}|Merge a (#${first.number})`);
    if (merge_method === 'REBASE') {
      const [one, two] = log.split('\n');
      expect(one).toBe(`${own}|${sample.amir.login}|${base}|One`);
      expect(two).toMatch(new RegExp(`^${own}\\|${sample.amir.login}\\|[0-9a-f]{40}\\|Two$`));
    }
    expect(signed).toBe(merge_method !== 'REBASE');
    await queue.judge(first.number, 'success');
    await queue.judge(second.number, 'success');
    expect((await github.repository({ repository })).head).toBe(behind?.headSha);
    const { body } = await github.api(`/repos/${repository}/pulls/${first.number}`, { token: place.app.token });
    expect(body).toMatchObject({ merged: true, merge_commit_sha: group?.headSha, commits: 2, changed_files: 2 });
  });
});

describe('ALLGREEN', () => {
  test('nothing merges over one that has not passed; then all at once', async () => {
    const queue = await makeQueue(place);
    const [a, b, c] = await queue.enqueueAll('a', 'b', 'c');
    await queue.judge(b, 'success');
    await queue.judge(c, 'success');
    expect(await queue.states()).toEqual([`${a} AWAITING_CHECKS`, `${b} MERGEABLE`, `${c} MERGEABLE`]);
    await queue.judge(a, 'neutral');
    expect(await queue.states()).toEqual([]);
    expect(await queue.landed()).toHaveLength(1);
  });

  test('no more than may merge together', async () => {
    const queue = await makeQueue(place, { max_entries_to_merge: 2 });
    const [a, b, c] = await queue.enqueueAll('a', 'b', 'c');
    for (const number of [c, b, a]) await queue.judge(number, 'success');
    expect(await queue.states()).toEqual([]);
    expect(await queue.landed()).toHaveLength(2);
  });

  test('one that fails goes, and those behind are built anew without it', async () => {
    const queue = await makeQueue(place);
    const [a, b, c] = await queue.enqueueAll('a', 'b', 'c');
    const before = await queue.entry(c);
    await queue.judge(b, 'failure');
    expect(await queue.states()).toEqual([`${a} AWAITING_CHECKS`, `${c} AWAITING_CHECKS`]);
    const after = await queue.entry(c);
    expect(after?.group?.headSha).not.toBe(before?.group?.headSha);
    expect(after?.group?.baseSha).toBe((await queue.entry(a))?.group?.headSha);
    expect((await queue.story()).slice(6)).toEqual([
      `dequeued ${b} CI_FAILURE`,
      `destroyed ${b} dequeued`,
      `destroyed ${c} invalidated`,
      `checks_requested ${c}`,
    ]);
    expect(await github.pullRequest({ repository: queue.repository, number: b ?? 0 })).toMatchObject({ state: 'open' });
  });

  test('the name alone is not enough: another app cannot make a group green', async () => {
    const queue = await makeQueue(place);
    const [a] = await queue.enqueueAll('a');
    const sha = (await queue.entry(a))?.group?.headSha;
    const body = { name: 'gate', head_sha: sha, conclusion: 'success' };
    await github.api(`/repos/${queue.repository}/check-runs`, { token: place.sample.app.token, body });
    expect(await queue.states()).toEqual([`${a} AWAITING_CHECKS`]);
  });
});

describe('HEADGREEN', () => {
  test('a green head carries along those that failed and those that have not answered', async () => {
    const queue = await makeQueue(place, { grouping_strategy: 'HEADGREEN' });
    const [a, b, c] = await queue.enqueueAll('a', 'b', 'c');
    await queue.judge(a, 'failure');
    expect(await queue.states()).toEqual([`${a} UNMERGEABLE`, `${b} AWAITING_CHECKS`, `${c} AWAITING_CHECKS`]);
    await queue.judge(c, 'success');
    expect(await queue.states()).toEqual([]);
    for (const number of [a, b, c]) expect(await queue.isMerged(number)).toBe(true);
  });

  test('one that failed goes when nothing behind it can carry it', async () => {
    const queue = await makeQueue(place, { grouping_strategy: 'HEADGREEN' });
    const [a, b] = await queue.enqueueAll('a', 'b');
    await queue.judge(a, 'failure');
    await queue.judge(b, 'failure');
    expect(await queue.states()).toEqual([`${b} AWAITING_CHECKS`]);
    await queue.judge(b, 'failure');
    expect(await queue.states()).toEqual([]);
    expect(await queue.isMerged(b)).toBe(false);
  });

  test('alone in its group, it is as ALLGREEN', async () => {
    const queue = await makeQueue(place, { grouping_strategy: 'HEADGREEN', max_entries_to_merge: 1 });
    const [a, b] = await queue.enqueueAll('a', 'b');
    await queue.judge(a, 'failure');
    expect(await queue.states()).toEqual([`${b} AWAITING_CHECKS`]);
  });
});

describe('how many', () => {
  test('fewer than the minimum wait for more, but not for ever', async () => {
    const queue = await makeQueue(place, { min_entries_to_merge: 2, min_entries_to_merge_wait_minutes: 10 });
    const [a] = await queue.enqueueAll('a');
    await queue.judge(a, 'success');
    expect(await queue.states()).toEqual([`${a} MERGEABLE`]);
    await github.advanceClock({ milliseconds: 9 * 60_000 });
    expect(await queue.isMerged(a)).toBe(false);
    await github.advanceClock({ milliseconds: 60_000 });
    expect(await queue.isMerged(a)).toBe(true);
    const [b, c] = await queue.enqueueAll('b', 'c');
    await queue.judge(b, 'success');
    expect(await queue.isMerged(b)).toBe(false);
    await queue.judge(c, 'success');
    expect([await queue.isMerged(b), await queue.isMerged(c)]).toEqual([true, true]);
  });

  test('no more are built than may wait for checks', async () => {
    const queue = await makeQueue(place, { max_entries_to_build: 1 });
    const [a, b] = await queue.enqueueAll('a', 'b');
    expect(await queue.states()).toEqual([`${a} AWAITING_CHECKS`, `${b} QUEUED`]);
    expect((await queue.entry(b))?.group).toBeNull();
    await queue.judge(a, 'success');
    expect(await queue.states()).toEqual([`${b} AWAITING_CHECKS`]);
  });
});
