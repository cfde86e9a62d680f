import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dismissReview, submitReview } from '../behaviour/reviews.ts';
import { moveRefs } from '../refs.ts';
import type { PullRequest } from '../world.ts';
import { addPerson, addRepository, commitTo, makeSample, openSample, type Sample } from './sample.ts';

let sample: Sample;
let first: string;

beforeAll(async () => {
  sample = await makeSample();
  first = await commitTo(sample, {
    ...sample,
    branch: 'main',
    by: sample.ann,
    files: { 'README.md': 'hello\n', gone: 'x\n' },
  });
});

afterAll(() => sample.close());

const one = (rest: string): string =>
  `query($n: Int!) { repository(owner: "acme", name: "shop") { pullRequest(number: $n) { ${rest} } } }`;

async function read(pullRequest: PullRequest, fields: string): Promise<unknown> {
  const { data, errors } = await sample.ask(one(fields), { n: pullRequest.number });
  expect(errors).toBeUndefined();
  return Object(Object(data)['repository'])['pullRequest'];
}

test('a pull request with its commits, signatures and files', async () => {
  const { repository, bob, ann } = sample;
  const oids: string[] = [];
  for (let each = 0; each < 3; each += 1) {
    oids.push(
      await commitTo(sample, {
        repository,
        branch: 'work',
        from: first,
        by: bob,
        files: { [`f${each}`]: 'a\nb\n' },
        message: `Part ${each}\n\nBody\n\nCo-authored-by: Ann <ann@example.com>\n`,
      }),
    );
  }
  oids.push(await commitTo(sample, { repository, branch: 'work', by: ann, files: { gone: null }, unsigned: true }));
  const pullRequest = await openSample(sample, bob, 'work');
  expect(
    await read(
      pullRequest,
      `id databaseId number title body state isDraft merged mergedAt closed authorAssociation mergeable mergeStateStatus reviewDecision
      author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
      headRefName headRefOid isCrossRepository headRepository { databaseId isFork owner { login ... on Organization { databaseId } } }
      baseRefName baseRefOid baseRef { name prefix target { oid ... on Commit { tree { oid } } } }
      changedFiles additions deletions
      files(first: 100) { totalCount nodes { path additions deletions changeType } pageInfo { hasNextPage } }`,
    ),
  ).toEqual({
    id: expect.any(String),
    databaseId: pullRequest.id,
    number: 1,
    title: 'A change',
    body: '',
    state: 'OPEN',
    isDraft: false,
    merged: false,
    mergedAt: null,
    closed: false,
    authorAssociation: 'MEMBER',
    mergeable: 'MERGEABLE',
    mergeStateStatus: 'CLEAN',
    reviewDecision: null,
    author: { __typename: 'User', login: 'bob', databaseId: bob.user.id },
    headRefName: 'work',
    headRefOid: oids[3],
    isCrossRepository: false,
    headRepository: {
      databaseId: repository.id,
      isFork: false,
      owner: { login: 'acme', databaseId: sample.organization.id },
    },
    baseRefName: 'main',
    baseRefOid: first,
    baseRef: { name: 'main', prefix: 'refs/heads/', target: { oid: first, tree: { oid: expect.any(String) } } },
    changedFiles: 4,
    additions: 6,
    deletions: 1,
    files: {
      totalCount: 4,
      nodes: [
        ...[0, 1, 2].map((each) => ({ path: `f${each}`, additions: 2, deletions: 0, changeType: 'ADDED' })),
        { path: 'gone', additions: 0, deletions: 1, changeType: 'DELETED' },
      ],
      pageInfo: { hasNextPage: false },
    },
  });
  const answered = await read(
    pullRequest,
    `commits(first: 100) { totalCount nodes { commit { oid message messageHeadline messageBody
      parents(first: 2) { totalCount nodes { oid } } author { name email user { login databaseId } } committer { user { login } }
      authors(first: 10) { nodes { user { login } } }
      signature { __typename state isValid email wasSignedByGitHub verifiedAt signer { login } payload signature ... on SshSignature { keyFingerprint } } } } }`,
  );
  const { nodes, totalCount } = Object(answered)['commits'];
  expect(totalCount).toBe(4);
  expect(nodes.map((node: { commit: { oid: string } }) => node.commit.oid)).toEqual(oids);
  expect(nodes[0].commit).toMatchObject({
    messageHeadline: 'Part 0',
    messageBody: 'Body\n\nCo-authored-by: Ann <ann@example.com>',
    parents: { totalCount: 1, nodes: [{ oid: first }] },
    author: { name: 'BOB', email: 'bob@example.com', user: { login: 'bob', databaseId: bob.user.id } },
    authors: { nodes: [{ user: { login: 'bob' } }, { user: { login: 'ann' } }] },
    signature: {
      __typename: 'SshSignature',
      state: 'VALID',
      isValid: true,
      email: 'bob@example.com',
      wasSignedByGitHub: false,
      verifiedAt: expect.any(String),
      signer: { login: 'bob' },
      keyFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      payload: expect.stringContaining('tree '),
      signature: expect.stringContaining('BEGIN SSH SIGNATURE'),
    },
  });
  expect(nodes[3].commit.signature).toBeNull();
});

test('reviews, opinions and what happened, in order', async () => {
  const { world, repository, ann, bob, cat } = sample;
  await commitTo(sample, { repository, branch: 'reviewed', from: first, by: bob, files: { r: '1' } });
  const pullRequest = await openSample(sample, bob, 'reviewed');
  const approval = await submitReview(world, ann.actor, pullRequest, { event: 'APPROVE', body: 'good' });
  await submitReview(world, cat.actor, pullRequest, { event: 'REQUEST_CHANGES', body: 'no' });
  await submitReview(world, cat.actor, pullRequest, { event: 'COMMENT', body: 'why' });
  await submitReview(world, sample.installation, pullRequest, { event: 'COMMENT', body: 'beep' });
  await dismissReview(world, ann.actor, approval, 'changed my mind');
  const moved = await commitTo(sample, { repository, branch: 'elsewhere', from: first, by: bob, files: { r: '2' } });
  const updates = [{ ref: 'refs/heads/reviewed', after: moved }];
  expect(await moveRefs(world, { repository, actor: bob.actor, updates })).toMatchObject({ kind: 'moved' });
  const answered = await read(
    pullRequest,
    `reviews(first: 100) { totalCount nodes { databaseId state body submittedAt lastEditedAt commit { oid tree { oid } } authorCanPushToRepository authorAssociation
        author { __typename login ... on Bot { databaseId } } onBehalfOf(first: 5) { totalCount } } }
      onlyCat: reviews(first: 10, author: "cat", states: [CHANGES_REQUESTED]) { totalCount }
      latestOpinionatedReviews(first: 10, writersOnly: true) { nodes { author { login } state } }
      timelineItems(first: 50, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, REVIEW_DISMISSED_EVENT]) { totalCount filteredCount pageInfo { endCursor }
        nodes { __typename ... on ReviewDismissedEvent { previousReviewState dismissalMessage actor { login } review { databaseId } }
          ... on HeadRefForcePushedEvent { createdAt actor { login } afterCommit { oid } beforeCommit { oid } ref { name } } } }
      everything: timelineItems(first: 50) { nodes { __typename } } participants(first: 10) { nodes { login } }`,
  );
  expect(answered).toMatchObject({
    reviews: {
      totalCount: 4,
      nodes: [
        {
          databaseId: approval.id,
          state: 'DISMISSED',
          author: { __typename: 'User', login: 'ann' },
          authorCanPushToRepository: true,
          authorAssociation: expect.any(String),
        },
        { state: 'CHANGES_REQUESTED', author: { login: 'cat' } },
        { state: 'COMMENTED', author: { login: 'cat' } },
        { state: 'COMMENTED', author: { __typename: 'Bot', login: 'countersign', databaseId: sample.app.bot.id } },
      ],
    },
    onlyCat: { totalCount: 1 },
    latestOpinionatedReviews: { nodes: [{ author: { login: 'cat' }, state: 'CHANGES_REQUESTED' }] },
    timelineItems: {
      totalCount: 2,
      filteredCount: 2,
      nodes: [
        {
          __typename: 'ReviewDismissedEvent',
          previousReviewState: 'APPROVED',
          dismissalMessage: 'changed my mind',
          actor: { login: 'ann' },
          review: { databaseId: approval.id },
        },
        {
          __typename: 'HeadRefForcePushedEvent',
          actor: { login: 'bob' },
          afterCommit: { oid: moved },
          beforeCommit: { oid: expect.any(String) },
          ref: { name: 'reviewed' },
        },
      ],
    },
    participants: { nodes: [{ login: 'bob' }, { login: 'ann' }, { login: 'cat' }] },
  });
  const kinds = Object(answered)['everything'].nodes.map(
    (node: Readonly<Record<string, string>>) => node['__typename'],
  );
  expect(kinds.toSorted()).toEqual([
    'HeadRefForcePushedEvent',
    'PullRequestCommit',
    ...Array.from({ length: 4 }, () => 'PullRequestReview'),
    'ReviewDismissedEvent',
  ]);
});

test('a pull request from a fork that the app cannot see, by somebody who left', async () => {
  const { world, repository } = sample;
  const eve = addPerson(world, 'eve');
  const fork = await addRepository(world, eve.user, 'shop', repository);
  repository.collaborators.set(eve.user.id, 'read');
  await commitTo(sample, { repository: fork, branch: 'patch', from: first, by: eve, files: { e: '1' } });
  const pullRequest = await openSample(sample, eve, 'patch', fork);
  const fields =
    'author { login } isCrossRepository headRepository { id } headRepositoryOwner { login } headRef { name } commits(first: 5) { nodes { commit { author { email user { login } } } } }';
  expect(await read(pullRequest, fields)).toMatchObject({
    author: { login: 'eve' },
    isCrossRepository: true,
    headRepository: null,
    headRepositoryOwner: { login: 'eve' },
    commits: { nodes: [{ commit: { author: { user: { login: 'eve' } } } }] },
  });
  world.deleteUser(eve.user);
  expect(await read(pullRequest, fields)).toMatchObject({
    author: null,
    commits: { nodes: [{ commit: { author: { email: 'eve@example.com', user: null } } }] },
  });
});

test('more than 250 commits are all there, the last one the head', async () => {
  const { repository, bob } = sample;
  for (let each = 0; each < 251; each += 1) {
    await commitTo(sample, {
      repository,
      branch: 'long',
      from: first,
      by: bob,
      files: { n: `${each}` },
      unsigned: true,
    });
  }
  const pullRequest = await openSample(sample, bob, 'long');
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await sample.ask(
      `query($n: Int!, $after: String) { repository(owner: "acme", name: "shop") { pullRequest(number: $n) { commits(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { oid } } } } } }`,
      { n: pullRequest.number, after },
    );
    const page = Object(Object(data)['repository'])['pullRequest'].commits;
    expect(page.totalCount).toBe(251);
    seen.push(...page.nodes.map((node: { commit: { oid: string } }) => node.commit.oid));
    if (page.pageInfo.hasNextPage === false) break;
    after = page.pageInfo.endCursor;
  }
  expect(new Set(seen).size).toBe(251);
  expect(seen.at(-1)).toBe(pullRequest.headOid);
});
