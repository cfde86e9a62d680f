import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { makeQueue, makeQueuePlace, type QueuePlace, type QueueSample, queueDefaults } from './merge-queue/sample.ts';

let github: StandIn;
let place: QueuePlace;
let queue: QueueSample;
let repository: string;

beforeAll(async () => {
  github = await StandIn.start();
  place = await makeQueuePlace(github);
  queue = await makeQueue(place);
  ({ repository } = queue);
});

afterAll(async () => {
  await place.receiver.close();
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

describe('what may not be enqueued', () => {
  test('a pull request whose required check has not passed, or whose head is another', async () => {
    const { oid } = await github.pushCommit({ repository, branch: 'unready', files: { u: 'u' } });
    const { number } = await github.openPullRequest({ repository, head: 'unready' });
    await expect(github.enqueue({ repository, number })).rejects.toThrow('"gate" is expected');
    await queue.conclude(oid, 'failure');
    await expect(github.enqueue({ repository, number })).rejects.toThrow('"gate" is failing');
    await queue.conclude(oid, 'success');
    const other = (await github.repository({ repository })).head ?? '';
    await expect(github.enqueue({ repository, number, expectedHead: other })).rejects.toThrow('did not match');
    await expect(github.enqueue({ repository, number, as: place.sample.eve.login })).rejects.toThrow('not accessible');
    await github.enqueue({ repository, number, expectedHead: oid });
    await expect(github.enqueue({ repository, number })).rejects.toThrow('already in the merge queue');
    await github.dequeue({ repository, number });
    await expect(github.dequeue({ repository, number })).rejects.toThrow('not in the merge queue');
  });

  test('a draft, a closed one, one with a conflict, one for a base without a queue', async () => {
    const { number } = await queue.open('odd', { 'README.md': 'mine' });
    await github.setDraft({ repository, number, draft: true });
    await expect(github.enqueue({ repository, number })).rejects.toThrow('draft');
    await github.setDraft({ repository, number, draft: false });
    await github.pushCommit({ repository, branch: 'main', files: { 'README.md': 'theirs' }, bypassRules: true });
    await expect(github.enqueue({ repository, number })).rejects.toThrow('merge conflicts');
    await github.pushCommit({ repository, branch: 'free', files: { f: 'f' } });
    await github.editPullRequest({ repository, number, base: 'free' });
    await expect(github.enqueue({ repository, number })).rejects.toThrow('does not require a merge queue');
    await github.setPullRequestState({ repository, number, state: 'closed' });
    await expect(github.enqueue({ repository, number })).rejects.toThrow('closed');
  });
});

describe('nothing goes past the queue', () => {
  test('neither a merge nor a push, but for who bypasses it', async () => {
    const { number } = await queue.open('direct');
    const { dana, owner } = place.sample;
    const merge = `/repos/${repository}/pulls/${number}/merge`;
    const refused = await github.api(merge, { token: dana.token, method: 'PUT', body: {} });
    const message = expect.stringContaining('Changes must be made through the merge queue');
    expect(refused).toMatchObject({ status: 405, body: { message } });
    await expect(github.pushCommit({ repository, branch: 'main', files: { d: 'd' } })).rejects.toThrow(
      'through the merge queue',
    );
    await github.deleteRuleset({ id: queue.rulesetId });
    await github.createRuleset({
      on: repository,
      name: 'queue',
      include: ['refs/heads/main'],
      bypassActors: [{ actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'pull_request' }],
      rules: [{ type: 'merge_queue', parameters: queueDefaults }],
    });
    expect((await github.api(merge, { token: dana.token, method: 'PUT', body: {} })).status).toBe(405);
    expect((await github.api(merge, { token: owner.token, method: 'PUT', body: {} })).status).toBe(200);
  });

  test('the branches of groups are the queue’s own', async () => {
    const [a = 0] = await queue.enqueueAll('own');
    const branch = (await queue.entry(a))?.group?.ref.slice('refs/heads/'.length) ?? '';
    await expect(github.pushCommit({ repository, branch, files: { x: 'x' } })).rejects.toThrow('merge queue');
    const ref = 'refs/heads/gh-readonly-queue/main/pr-1-x';
    await expect(github.moveRef({ repository, ref, oid: await tip() })).rejects.toThrow('merge queue');
    await github.dequeue({ repository, number: a });
  });
});

async function tip(): Promise<string> {
  return (await github.repository({ repository })).head ?? '';
}

describe('the rule', () => {
  const create = (changes: object, include = ['refs/heads/x'], on = repository): Promise<unknown> =>
    github.createRuleset({
      on,
      name: 'q',
      include,
      rules: [{ type: 'merge_queue', parameters: { ...queueDefaults, ...changes } }],
    });

  test.each([
    [{ grouping_strategy: 'SOMEGREEN' }, 'grouping_strategy must be one of ALLGREEN, HEADGREEN'],
    [{ merge_method: 'merge' }, 'merge_method must be one of MERGE, SQUASH, REBASE'],
    [{ max_entries_to_build: 0 }, 'max_entries_to_build must be a whole number from 1 to 100'],
    [{ check_response_timeout_minutes: 361 }, 'from 1 to 360'],
    [{ min_entries_to_merge_wait_minutes: undefined }, 'min_entries_to_merge_wait_minutes'],
    [{ min_entries_to_merge: 6 }, 'must not be above max_entries_to_merge'],
    [{ max_entries: 1 }, 'no parameter max_entries'],
  ])('%j is refused', async (changes, message) => {
    await expect(create(changes)).rejects.toThrow(message);
  });

  test('of repositories only, and without wildcards', async () => {
    await expect(create({}, ['refs/heads/*'])).rejects.toThrow('wildcards');
    await expect(create({}, ['~ALL'])).rejects.toThrow('wildcards');
    await expect(create({}, ['refs/heads/x'], place.sample.organization)).rejects.toThrow('repositories only');
  });

  test('REST refuses what the description lets through', async () => {
    const { token } = place.sample.owner;
    const rules = [{ type: 'merge_queue', parameters: queueDefaults }];
    const conditions = { ref_name: { include: ['refs/heads/*'], exclude: [] } };
    const body = { name: 'q', enforcement: 'active', conditions, rules };
    const answer = await github.api(`/repos/${repository}/rulesets`, { token, body });
    const message = expect.stringContaining('wildcards');
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'rules', message }] } });
  });

  test('is listed by REST as GitHub describes it', async () => {
    const { body } = await github.api(`/repos/${repository}/rules/branches/main`, { token: place.app.token });
    expect(body).toContainEqual(expect.objectContaining({ type: 'merge_queue', parameters: queueDefaults }));
  });
});

test('an app that may not read merge queues hears nothing of groups', async () => {
  const { installationId } = place.app;
  await github.setPermissions({ installationId, permissions: { checks: 'write', pull_requests: 'read' } });
  const told = (await queue.story()).length;
  const [a] = await queue.enqueueAll('quiet');
  expect((await queue.story()).slice(told)).toEqual([`enqueued ${a}`]);
});
