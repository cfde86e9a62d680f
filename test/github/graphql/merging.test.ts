import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergePullRequest } from '../behaviour/merge.ts';
import { addLabel, editPullRequest, setState } from '../behaviour/pull-requests.ts';
import { submitReview } from '../behaviour/reviews.ts';
import { moveRefs } from '../refs.ts';
import type { PullRequest, Rule } from '../world.ts';
import { commitTo, makeSample, openSample, type Sample } from './sample.ts';

let sample: Sample;
let first: string;

beforeAll(async () => {
  sample = await makeSample();
  first = await commitTo(sample, { ...sample, branch: 'main', by: sample.ann, files: { a: '1\n2\n3\n' } });
});

afterAll(() => sample.close());

async function read(pullRequest: PullRequest, fields: string): Promise<unknown> {
  const query = `query($n: Int!) { repository(owner: "acme", name: "shop") { pullRequest(number: $n) { ${fields} } } }`;
  const { data, errors } = await sample.ask(query, { n: pullRequest.number });
  expect(errors).toBeUndefined();
  return Object(Object(data)['repository'])['pullRequest'];
}

async function open(branch: string, files: Readonly<Record<string, string>>): Promise<PullRequest> {
  await commitTo(sample, { ...sample, branch, from: first, by: sample.bob, files });
  return openSample(sample, sample.bob, branch);
}

test('a merged pull request keeps its commits and files, and names its merge', async () => {
  const { world, ann } = sample;
  const pullRequest = await open('merged', { b: '1\n' });
  const oid = await mergePullRequest(world, ann.actor, pullRequest, { method: 'merge' });
  const fields = `state merged mergedAt closed mergeable mergedBy { login } mergeCommit { oid parents(first: 2) { totalCount } signature { wasSignedByGitHub } }
    commits(first: 5) { totalCount nodes { commit { oid } } } files(first: 5) { nodes { path } } changedFiles
    timelineItems(first: 5, itemTypes: [MERGED_EVENT, CLOSED_EVENT]) { nodes { __typename ... on MergedEvent { mergeRefName commit { oid } actor { login } } } }`;
  expect(await read(pullRequest, fields)).toEqual({
    state: 'MERGED',
    merged: true,
    mergedAt: expect.any(String),
    closed: true,
    mergeable: 'UNKNOWN',
    mergedBy: { login: 'ann' },
    mergeCommit: { oid, parents: { totalCount: 2 }, signature: { wasSignedByGitHub: true } },
    commits: { totalCount: 1, nodes: [{ commit: { oid: pullRequest.headOid } }] },
    files: { nodes: [{ path: 'b' }] },
    changedFiles: 1,
    timelineItems: {
      nodes: [
        { __typename: 'MergedEvent', mergeRefName: 'main', commit: { oid }, actor: { login: 'ann' } },
        { __typename: 'ClosedEvent' },
      ],
    },
  });
});

test('a conflict, and a base that moved under it by force', async () => {
  const { world, repository, ann } = sample;
  const pullRequest = await open('conflict', { a: 'mine\n' });
  expect(await read(pullRequest, 'mergeable')).toEqual({ mergeable: 'MERGEABLE' });
  const base = await commitTo(sample, { ...sample, branch: 'other', from: first, by: ann, files: { a: 'theirs\n' } });
  const updates = [{ ref: 'refs/heads/main', after: base }];
  const before = await world.git.readRef(repository.gitDir, 'refs/heads/main');
  expect(await moveRefs(world, { repository, actor: ann.actor, updates })).toMatchObject({ kind: 'moved' });
  expect(
    await read(
      pullRequest,
      `mergeable mergeStateStatus baseRef { target { oid } } timelineItems(last: 1, itemTypes: [BASE_REF_CHANGED_EVENT, BASE_REF_FORCE_PUSHED_EVENT]) {
        nodes { __typename ... on BaseRefForcePushedEvent { beforeCommit { oid } afterCommit { oid } actor { login } } } }`,
    ),
  ).toEqual({
    mergeable: 'CONFLICTING',
    mergeStateStatus: 'DIRTY',
    baseRef: { target: { oid: base } },
    timelineItems: {
      nodes: [
        {
          __typename: 'BaseRefForcePushedEvent',
          beforeCommit: { oid: before },
          afterCommit: { oid: base },
          actor: { login: 'ann' },
        },
      ],
    },
  });
});

test('a retarget, a label, and a request that was closed and opened again', async () => {
  const { world, repository, bob, ann } = sample;
  const pullRequest = await open('moved', { c: '1\n' });
  await commitTo(sample, { ...sample, branch: 'release', from: first, by: ann, files: {} });
  await editPullRequest(world, bob.actor, pullRequest, { baseBranch: 'release', title: 'Another title' });
  await addLabel(world, ann.actor, pullRequest, 'urgent');
  await setState(world, bob.actor, pullRequest, 'closed');
  await setState(world, bob.actor, pullRequest, 'open');
  const { timelineItems, ...rest } = Object(
    await read(
      pullRequest,
      `title state baseRefName labels(first: 5) { nodes { name } } timelineItems(first: 20) { totalCount nodes { __typename
        ... on BaseRefChangedEvent { previousRefName currentRefName createdAt actor { login } } ... on RenamedTitleEvent { previousTitle currentTitle } ... on LabeledEvent { label { name } } } }`,
    ),
  );
  expect(rest).toEqual({
    title: 'Another title',
    state: 'OPEN',
    baseRefName: 'release',
    labels: { nodes: [{ name: 'urgent' }] },
  });
  expect(timelineItems.nodes).toEqual(
    expect.arrayContaining([
      {
        __typename: 'BaseRefChangedEvent',
        previousRefName: 'main',
        currentRefName: 'release',
        createdAt: expect.any(String),
        actor: { login: 'bob' },
      },
      { __typename: 'RenamedTitleEvent', previousTitle: 'A change', currentTitle: 'Another title' },
      { __typename: 'LabeledEvent', label: { name: 'urgent' } },
      { __typename: 'ClosedEvent' },
      { __typename: 'ReopenedEvent' },
    ]),
  );
  expect(repository.pullRequests).toContain(pullRequest);
  const filtered = await sample.ask(
    `query($since: DateTime!) { repository(owner: "acme", name: "shop") { pullRequests(first: 5, states: [OPEN], baseRefName: "release", orderBy: { field: CREATED_AT, direction: DESC }) { nodes { number timelineItems(first: 5, since: $since) { totalCount } } } } }`,
    { since: new Date(world.now() + 60_000).toISOString() },
  );
  expect(filtered).toEqual({
    data: {
      repository: { pullRequests: { nodes: [{ number: pullRequest.number, timelineItems: { totalCount: 0 } }] } },
    },
  });
});

test('rules: what is required, who may bypass it, and what the reviews come to', async () => {
  const { world, repository, organization, app, cat } = sample;
  const checks = {
    required_status_checks: [{ context: 'countersign: main', integration_id: app.id }],
    strict_required_status_checks_policy: false,
  };
  const rules: Rule[] = [
    { type: 'required_status_checks', parameters: checks },
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
  ];
  repository.rulesets.push({
    id: world.nextId(),
    source: organization,
    name: 'gate',
    target: 'branch',
    enforcement: 'active',
    bypassActors: [{ actor_id: app.id, actor_type: 'Integration', bypass_mode: 'always' }],
    include: ['~DEFAULT_BRANCH'],
    exclude: [],
    rules,
    createdAt: world.now(),
    updatedAt: world.now(),
  });
  const { data, errors } =
    await sample.ask(`{ repository(owner: "acme", name: "shop") { ref(qualifiedName: "refs/heads/main") { rules(first: 5) { nodes { type } } }
    rulesets(first: 5) { nodes { name enforcement target source { __typename } conditions { refName { include exclude } } bypassActors(first: 5) { nodes { bypassMode actor { ... on App { slug } } } }
      rules(first: 5) { nodes { type parameters { __typename ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } doNotEnforceOnCreate }
        ... on PullRequestParameters { requiredApprovingReviewCount dismissStaleReviewsOnPush } } } } } } } }`);
  expect(errors).toBeUndefined();
  expect(data?.['repository']).toEqual({
    ref: { rules: { nodes: [{ type: 'REQUIRED_STATUS_CHECKS' }, { type: 'PULL_REQUEST' }] } },
    rulesets: {
      nodes: [
        {
          name: 'gate',
          enforcement: 'ACTIVE',
          target: 'BRANCH',
          source: { __typename: 'Organization' },
          conditions: { refName: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
          bypassActors: { nodes: [{ bypassMode: 'ALWAYS', actor: { slug: 'countersign' } }] },
          rules: {
            nodes: [
              {
                type: 'REQUIRED_STATUS_CHECKS',
                parameters: {
                  __typename: 'RequiredStatusChecksParameters',
                  requiredStatusChecks: [{ context: 'countersign: main', integrationId: app.id }],
                  doNotEnforceOnCreate: false,
                },
              },
              {
                type: 'PULL_REQUEST',
                parameters: {
                  __typename: 'PullRequestParameters',
                  requiredApprovingReviewCount: 1,
                  dismissStaleReviewsOnPush: true,
                },
              },
            ],
          },
        },
      ],
    },
  });
  const pullRequest = await open('ruled', { d: '1\n' });
  expect(await read(pullRequest, 'reviewDecision mergeStateStatus')).toEqual({
    reviewDecision: 'REVIEW_REQUIRED',
    mergeStateStatus: 'BLOCKED',
  });
  await submitReview(world, cat.actor, pullRequest, { event: 'APPROVE', body: '' });
  expect(await read(pullRequest, 'reviewDecision')).toEqual({ reviewDecision: 'APPROVED' });
});
