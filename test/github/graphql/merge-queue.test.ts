import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCheckRun } from '../behaviour/checks.ts';
import { queueDefaults } from '../merge-queue/sample.ts';
import { reviewQueues, settleQueues } from '../merge-queue/work.ts';
import { nodeId } from '../node-id.ts';
import type { PullRequest, Rule } from '../world.ts';
import { commitTo, makeSample, openSample, type Sample } from './sample.ts';

let sample: Sample;
let main: string;

beforeAll(async () => {
  sample = await makeSample();
  const { world, repository, app } = sample;
  main = await commitTo(sample, { ...sample, branch: 'main', by: sample.ann, files: { a: '1\n' } });
  const checks = {
    required_status_checks: [{ context: 'gate', integration_id: app.id }],
    strict_required_status_checks_policy: false,
  };
  const rules: Rule[] = [
    { type: 'required_status_checks', parameters: checks },
    { type: 'merge_queue', parameters: queueDefaults },
  ];
  const times = { createdAt: world.now(), updatedAt: world.now() };
  const scope = { target: 'branch', enforcement: 'active', include: ['refs/heads/main'], exclude: [] } as const;
  const { id } = { id: world.nextId() };
  repository.rulesets.push({ id, source: repository, name: 'queue', bypassActors: [], rules, ...scope, ...times });
});

afterAll(() => sample.close());

async function open(branch: string): Promise<PullRequest> {
  await commitTo(sample, { ...sample, branch, from: main, by: sample.bob, files: { [branch]: '1\n' } });
  const pullRequest = await openSample(sample, sample.bob, branch);
  await pass(pullRequest.headOid);
  return pullRequest;
}

async function pass(sha: string): Promise<void> {
  const { world, app, repository } = sample;
  await createCheckRun(world, app, repository, { name: 'gate', head_sha: sha, conclusion: 'success' });
  reviewQueues(world);
  await settleQueues(world);
}

const entryFields = `position state enqueuer { login } enqueuedAt solo jump headCommit { oid } baseCommit { oid }
  pullRequest { number headRefOid } mergeQueue { url }`;

test('a queue and its entries; enqueued and dequeued by mutations', async () => {
  const [first, second] = [await open('first'), await open('second')];
  const enqueue = `mutation($input: EnqueuePullRequestInput!) {
    enqueuePullRequest(input: $input) { clientMutationId mergeQueueEntry { ${entryFields} } } }`;
  const input = {
    pullRequestId: nodeId('pullRequest', first.id),
    expectedHeadOid: first.headOid,
    clientMutationId: 'x',
  };
  const { data, errors } = await sample.ask(enqueue, { input }, sample.cat.actor);
  expect(errors).toBeUndefined();
  expect(data?.['enqueuePullRequest']).toMatchObject({
    clientMutationId: 'x',
    mergeQueueEntry: {
      position: 1,
      state: 'AWAITING_CHECKS',
      enqueuer: { login: 'cat' },
      solo: false,
      jump: false,
      baseCommit: { oid: main },
      pullRequest: { number: first.number, headRefOid: first.headOid },
    },
  });
  await sample.ask(enqueue, { input: { pullRequestId: nodeId('pullRequest', second.id) } }, sample.ann.actor);
  const read = await sample.ask(`{ repository(owner: "acme", name: "shop") {
    mergeQueue(branch: "main") { id url configuration { mergingStrategy mergeMethod checkResponseTimeout }
      entries(first: 10) { totalCount nodes { ${entryFields} } } }
    free: mergeQueue(branch: "first") { id }
    pullRequest(number: ${second.number}) { isInMergeQueue isMergeQueueEnabled mergeQueue { id }
      mergeQueueEntry { position } timelineItems(last: 1) { nodes { __typename ... on AddedToMergeQueueEvent { enqueuer { login } } } } } } }`);
  expect(read.errors).toBeUndefined();
  const repository = Object(read.data?.['repository']);
  expect(repository).toMatchObject({
    mergeQueue: {
      url: 'http://github.test/acme/shop/queue/main',
      configuration: { mergingStrategy: 'ALLGREEN', mergeMethod: 'MERGE', checkResponseTimeout: 60 },
      entries: { totalCount: 2 },
    },
    free: null,
    pullRequest: {
      isInMergeQueue: true,
      isMergeQueueEnabled: true,
      mergeQueueEntry: { position: 2 },
      timelineItems: { nodes: [{ __typename: 'AddedToMergeQueueEvent', enqueuer: { login: 'ann' } }] },
    },
  });
  const [ahead, behind] = repository.mergeQueue.entries.nodes;
  expect(behind.baseCommit.oid).toBe(ahead.headCommit.oid);
  const removed = await sample.ask(
    `mutation($id: ID!) { dequeuePullRequest(input: { id: $id }) { mergeQueueEntry { position headCommit { oid } pullRequest { number } } } }`,
    { id: nodeId('pullRequest', first.id) },
    sample.cat.actor,
  );
  expect(removed).toEqual({
    data: {
      dequeuePullRequest: {
        mergeQueueEntry: { position: 0, headCommit: null, pullRequest: { number: first.number } },
      },
    },
  });
  const head = sample.world.mergeQueues[0]?.entries[0]?.group;
  expect(head?.baseOid).toBe(main);
  await pass(head?.headOid ?? '');
  const merged = await sample.ask(`{ repository(owner: "acme", name: "shop") { pullRequest(number: ${second.number}) {
    merged isInMergeQueue mergeQueueEntry { id } mergedBy { login } mergeCommit { oid }
    timelineItems(last: 1) { nodes { __typename ... on RemovedFromMergeQueueEvent { reason beforeCommit { oid } } } } } } }`);
  expect(Object(merged.data?.['repository']).pullRequest).toEqual({
    merged: true,
    isInMergeQueue: false,
    mergeQueueEntry: null,
    mergedBy: { login: 'github-merge-queue' },
    mergeCommit: { oid: head?.headOid },
    timelineItems: {
      nodes: [{ __typename: 'RemovedFromMergeQueueEvent', reason: 'merge', beforeCommit: { oid: head?.headOid } }],
    },
  });
});

test('refused: another head, one that is not queued, an app without the permission', async () => {
  const third = await open('third');
  const id = nodeId('pullRequest', third.id);
  const enqueue =
    'mutation($input: EnqueuePullRequestInput!) { enqueuePullRequest(input: $input) { clientMutationId } }';
  const stale = await sample.ask(enqueue, { input: { pullRequestId: id, expectedHeadOid: main } }, sample.ann.actor);
  expect(stale.errors?.[0]).toMatchObject({ type: 'UNPROCESSABLE', message: expect.stringContaining('did not match') });
  const dequeue = 'mutation($id: ID!) { dequeuePullRequest(input: { id: $id }) { clientMutationId } }';
  expect((await sample.ask(dequeue, { id }, sample.ann.actor)).errors?.[0]?.type).toBe('UNPROCESSABLE');
  const jump = { pullRequestId: id, jump: true };
  expect((await sample.ask(enqueue, { input: jump }, sample.bob.actor)).errors?.[0]?.type).toBe('FORBIDDEN');
  const weak = { ...sample.installation, permissions: { pull_requests: 'read', contents: 'read' } };
  const read = '{ repository(owner: "acme", name: "shop") { mergeQueue(branch: "main") { id } } }';
  expect((await sample.ask(read, {}, weak)).errors?.[0]?.type).toBe('FORBIDDEN');
});

test('the rule and its parameters', async () => {
  const { data } =
    await sample.ask(`{ repository(owner: "acme", name: "shop") { rulesets(first: 1) { nodes { rules(last: 1) { nodes {
    type parameters { ... on MergeQueueParameters { groupingStrategy maxEntriesToBuild maxEntriesToMerge mergeMethod minEntriesToMerge
      minEntriesToMergeWaitMinutes checkResponseTimeoutMinutes } } } } } } } }`);
  expect(Object(data?.['repository']).rulesets.nodes[0].rules.nodes).toEqual([
    {
      type: 'MERGE_QUEUE',
      parameters: {
        groupingStrategy: 'ALLGREEN',
        maxEntriesToBuild: 5,
        maxEntriesToMerge: 5,
        mergeMethod: 'MERGE',
        minEntriesToMerge: 1,
        minEntriesToMergeWaitMinutes: 5,
        checkResponseTimeoutMinutes: 60,
      },
    },
  ]);
});
