import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { makeSample, type Sample } from './sample.ts';

let github: StandIn;
let receiver: Receiver;
let sample: Sample;
let repository: string;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  receiver = await startReceiver();
  sample = await makeSample(github, { webhook: receiver });
  ({ repository } = sample);
  await github.waitForDeliveries();
});

afterEach(async () => {
  await github.waitForDeliveries();
  await github.disarm();
  await receiver.close();
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

function names(from = 0): readonly string[] {
  return receiver.received
    .slice(from)
    .map(({ event, action }) => (action === undefined ? event : `${event}.${action}`));
}

async function open(): Promise<number> {
  await github.pushCommit({ repository, branch: 'fix', as: sample.dana.login, files: { a: 'a' } });
  return (await github.openPullRequest({ repository, head: 'fix', as: sample.dana.login })).number;
}

describe('deliveries', () => {
  test('begin with ping and the installation, and are signed', async () => {
    expect(names()).toEqual(['ping', 'installation.created']);
    expect(receiver.received.every(({ signed }) => signed)).toBe(true);
    const [ping] = receiver.received;
    expect(ping?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'x-github-hook-installation-target-id': String(sample.app.appId),
      'x-github-hook-installation-target-type': 'integration',
    });
  });

  test('a story, in order, with every payload as GitHub describes it', async () => {
    const from = receiver.received.length;
    const number = await open();
    const { id } = await github.review({ repository, number, as: sample.amir.login, event: 'APPROVE' });
    await github.editReview({ review: id, body: 'Well done.' });
    await github.dismissReview({ review: id });
    await github.comment({ repository, number, as: sample.amir.login, body: '/countersign recheck' });
    await github.label({ repository, number, label: 'urgent' });
    await github.unlabel({ repository, number, label: 'urgent' });
    await github.setDraft({ repository, number, draft: true });
    await github.setDraft({ repository, number, draft: false });
    await github.pushCommit({ repository, branch: 'fix', as: sample.dana.login, files: { b: 'b' } });
    await github.editPullRequest({ repository, number, title: 'Better' });
    await github.setPullRequestState({ repository, number, state: 'closed' });
    await github.setPullRequestState({ repository, number, state: 'open' });
    await github.merge({ repository, number });
    await github.waitForDeliveries();
    expect(names(from)).toEqual([
      'push',
      'pull_request.opened',
      'pull_request_review.submitted',
      'pull_request_review.edited',
      'pull_request_review.dismissed',
      'issue_comment.created',
      'pull_request.labeled',
      'pull_request.unlabeled',
      'pull_request.converted_to_draft',
      'pull_request.ready_for_review',
      'push',
      'pull_request.synchronize',
      'pull_request.edited',
      'pull_request.closed',
      'pull_request.reopened',
      'push',
      'pull_request.closed',
    ]);
    expect(receiver.received.every(({ payload }) => 'installation' in payload || !('action' in payload))).toBe(true);
  });

  test('people and roles', async () => {
    const { organization } = sample;
    const from = receiver.received.length;
    await github.addTeamMember({ organization, team: 'maintainers', user: sample.dana.login });
    await github.removeTeamMember({ organization, team: 'maintainers', user: sample.dana.login });
    await github.createTeam({ organization, name: 'Release Managers', parent: 'maintainers' });
    await github.renameTeam({ organization, team: 'release-managers', name: 'Releasers' });
    await github.deleteTeam({ organization, team: 'releasers' });
    await github.setCollaborator({ repository, user: sample.eve.login, permission: 'write' });
    await github.setCollaborator({ repository, user: sample.eve.login, permission: 'admin' });
    await github.setCollaborator({ repository, user: sample.eve.login, permission: null });
    await github.addMember({ organization, user: sample.eve.login });
    await github.removeMember({ organization, user: sample.amir.login });
    await github.waitForDeliveries();
    expect(names(from)).toEqual([
      'membership.added',
      'membership.removed',
      'team.created',
      'team.edited',
      'team.deleted',
      'member.added',
      'member.edited',
      'member.removed',
      'organization.member_added',
      'membership.removed',
      'organization.member_removed',
    ]);
  });

  test('installations', async () => {
    const { installationId } = sample.app;
    await github.createRepository({ owner: sample.organization, name: 'second' });
    await github.waitForDeliveries();
    const from = receiver.received.length;
    await github.selectRepositories({ installationId, remove: ['second'] });
    await github.pushCommit({ repository: `${sample.organization}/second`, branch: 'main', files: { a: 'a' } });
    await github.selectRepositories({ installationId, add: ['second'] });
    await github.suspendInstallation({ installationId, suspended: true });
    await github.pushCommit({ repository, branch: 'main', files: { a: 'a' } });
    await github.suspendInstallation({ installationId, suspended: false });
    await github.uninstallApp({ installationId });
    await github.waitForDeliveries();
    expect(names(from)).toEqual([
      'installation_repositories.removed',
      'installation_repositories.added',
      'installation.suspend',
      'installation.unsuspend',
      'installation.deleted',
    ]);
  });

  test('a push names at most 2,048 of its commits', async () => {
    const commits = Array.from({ length: 2_060 }, (_, index) => ({ files: { count: `${index}` } }));
    const { oid } = await github.pushCommits({ repository, branch: 'many', commits });
    await github.waitForDeliveries();
    const payload = receiver.received.findLast(({ event }) => event === 'push')?.payload as {
      readonly commits: readonly unknown[];
      readonly head_commit: { readonly id: string };
    };
    expect(payload.commits).toHaveLength(2_048);
    expect(payload.head_commit.id).toBe(oid);
  }, 60_000);

  test('are logged, and delivered again under the same guid', async () => {
    receiver.answer = 500;
    await open();
    await github.waitForDeliveries();
    const failed = (await github.deliveries({ appId: sample.app.appId, event: 'pull_request' }))[0];
    expect(failed).toMatchObject({ statusCode: 500, status: expect.not.stringMatching(/^OK$/) });
    receiver.answer = 200;
    await github.redeliver({ id: failed?.id ?? 0 });
    await github.waitForDeliveries();
    const attempts = await github.deliveries({ appId: sample.app.appId, event: 'pull_request' });
    expect(attempts).toMatchObject([{ redelivery: false }, { redelivery: true, status: 'OK', guid: failed?.guid }]);
    expect(receiver.received.filter(({ guid }) => guid === failed?.guid)).toHaveLength(2);
  });

  test('an app without the permission hears nothing of the event', async () => {
    await github.setPermissions({ installationId: sample.app.installationId, permissions: { contents: 'read' } });
    const from = receiver.received.length;
    await open();
    await github.waitForDeliveries();
    expect(names(from)).toEqual(['push']);
  });
});

describe('faults', () => {
  test('dropped, and redelivered from the log', async () => {
    await github.armDelivery({ kind: 'drop', event: 'pull_request' });
    const from = receiver.received.length;
    await open();
    await github.waitForDeliveries();
    expect(names(from)).toEqual(['push']);
    const [dropped] = await github.deliveries({ appId: sample.app.appId, event: 'pull_request' });
    await github.redeliver({ id: dropped?.id ?? 0 });
    await github.waitForDeliveries();
    expect(names(from)).toEqual(['push', 'pull_request.opened']);
  });

  test('duplicated, reordered, delayed', async () => {
    await github.armDelivery({ kind: 'duplicate', event: 'pull_request' });
    await github.armDelivery({ kind: 'reorder', event: 'push' });
    const from = receiver.received.length;
    await open();
    await github.waitFor('three deliveries', async () => receiver.received.length === from + 3);
    expect(names(from).toSorted()).toEqual(['pull_request.opened', 'pull_request.opened', 'push']);
    expect(names(from)[0]).toBe('pull_request.opened');
    await github.armDelivery({ kind: 'delay', event: 'push', milliseconds: 200 });
    await github.pushCommit({ repository, branch: 'fix', as: sample.dana.login, files: { c: 'c' } });
    await github.waitFor('two more', async () => receiver.received.length === from + 5);
    expect(names(from).slice(3)).toEqual(['pull_request.synchronize', 'push']);
  });
});
