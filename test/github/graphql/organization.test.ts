import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCheckRun } from '../behaviour/checks.ts';
import { addTeamMember, createTeam } from '../behaviour/people.ts';
import { nodeId, nodeIdInRepository } from '../node-id.ts';
import type { Team } from '../world.ts';
import { addRepository, commitTo, makeSample, type Sample } from './sample.ts';

let sample: Sample;
let first: string;
let parent: Team;
let child: Team;

beforeAll(async () => {
  sample = await makeSample();
  const { world, organization, ann, bob, cat } = sample;
  first = await commitTo(sample, {
    ...sample,
    branch: 'main',
    by: ann,
    files: { '.github/countersign.yml': 'version: 1\n', bin: 'a\0b' },
  });
  parent = await createTeam(world, organization, { sender: ann.user, name: 'Maintainers', parent: null });
  child = await createTeam(world, organization, { sender: ann.user, name: 'Release', parent });
  await addTeamMember(world, parent, { sender: ann.user, user: bob.user, role: 'maintainer' });
  await addTeamMember(world, child, { sender: ann.user, user: cat.user });
});

afterAll(() => sample.close());

test('teams, their members of each kind, and the teams of one person', async () => {
  const { data, errors } = await sample.ask(`{ organization(login: "acme") { id databaseId login
    team(slug: "maintainers") { id databaseId slug name
      all: members(first: 10) { totalCount nodes { databaseId login } pageInfo { hasNextPage } }
      immediate: members(first: 10, membership: IMMEDIATE) { edges { role node { login } } }
      below: members(first: 10, membership: CHILD_TEAM) { nodes { login } }
      childTeams(first: 10) { nodes { slug } } ancestors(first: 10) { totalCount } }
    release: team(slug: "release") { parentTeam { slug } ancestors(first: 10) { nodes { slug } } }
    ofBob: teams(first: 10, userLogins: ["bob"]) { nodes { slug databaseId } }
    ofNobody: teams(first: 10, userLogins: ["nobody"]) { totalCount }
    membersWithRole(first: 10) { totalCount edges { role node { login } } } missing: team(slug: "none") { id } } }`);
  expect(errors).toBeUndefined();
  expect(data?.['organization']).toMatchObject({
    databaseId: sample.organization.id,
    team: {
      id: nodeId('team', parent.id),
      all: {
        totalCount: 2,
        nodes: [{ login: 'bob', databaseId: sample.bob.user.id }, { login: 'cat' }],
        pageInfo: { hasNextPage: false },
      },
      immediate: { edges: [{ role: 'MAINTAINER', node: { login: 'bob' } }] },
      below: { nodes: [{ login: 'cat' }] },
      childTeams: { nodes: [{ slug: 'release' }] },
      ancestors: { totalCount: 0 },
    },
    release: { parentTeam: { slug: 'maintainers' }, ancestors: { nodes: [{ slug: 'maintainers' }] } },
    ofBob: { nodes: [{ slug: 'maintainers', databaseId: parent.id }] },
    ofNobody: { totalCount: 0 },
    membersWithRole: {
      totalCount: 3,
      edges: [{ role: 'ADMIN', node: { login: 'ann' } }, { role: 'MEMBER' }, { role: 'MEMBER' }],
    },
    missing: null,
  });
});

test('teams are hidden from an app without the permission for members', async () => {
  const viewer = { ...sample.installation, permissions: { contents: 'read' } };
  expect(
    await sample.ask('{ organization(login: "acme") { login team(slug: "release") { id } } }', {}, viewer),
  ).toMatchObject({
    data: { organization: { login: 'acme', team: null } },
    errors: [{ type: 'FORBIDDEN', path: ['organization', 'team'] }],
  });
});

test('people, the viewer, and who is not there', async () => {
  expect(
    await sample.ask(
      '{ user(login: "BOB") { databaseId login } viewer { login } repositoryOwner(login: "acme") { __typename } }',
    ),
  ).toEqual({
    data: {
      user: { databaseId: sample.bob.user.id, login: 'bob' },
      viewer: { login: 'countersign[bot]' },
      repositoryOwner: { __typename: 'Organization' },
    },
  });
  expect(await sample.ask('{ user(login: "nobody") { login } organization(login: "bob") { login } }')).toMatchObject({
    data: { user: null, organization: null },
    errors: [
      { type: 'NOT_FOUND', message: "Could not resolve to a User with the login of 'nobody'." },
      { type: 'NOT_FOUND', message: "Could not resolve to an Organization with the login of 'bob'." },
    ],
  });
});

test('files at a commit, trees, refs and comparisons', async () => {
  const topic = await commitTo(sample, {
    ...sample,
    branch: 'topic',
    from: first,
    by: sample.bob,
    files: { new: 'x' },
  });
  const { data, errors } = await sample.ask(
    `query($oid: GitObjectID!) { repository(owner: "acme", name: "shop") {
      id databaseId nameWithOwner isPrivate visibility isFork defaultBranchRef { name }
      policy: object(expression: "main:.github/countersign.yml") { oid ... on Blob { text byteSize isBinary isTruncated } }
      bin: object(expression: "main:bin") { ... on Blob { text isBinary } }
      none: object(expression: "main:none") { oid } nowhere: object(expression: "nowhere") { oid }
      byOid: object(oid: $oid) { ... on Commit { history(first: 5) { totalCount nodes { oid } } onPath: history(first: 5, path: "new") { totalCount }
        additions deletions changedFilesIfAvailable file(path: ".github/countersign.yml") { type mode path object { ... on Blob { text } } } } }
      ref(qualifiedName: "refs/heads/main") { id compare(headRef: "topic") { aheadBy behindBy status } }
      short: ref(qualifiedName: "topic") { target { oid } } gone: ref(qualifiedName: "refs/heads/none") { id }
      refs(refPrefix: "refs/heads/", first: 10) { totalCount nodes { name } }
      branchProtectionRules(first: 1) { totalCount } mergeQueue { id } rulesets(first: 10) { totalCount } } }`,
    { oid: topic },
  );
  expect(errors).toBeUndefined();
  expect(data?.['repository']).toMatchObject({
    nameWithOwner: 'acme/shop',
    isPrivate: true,
    visibility: 'PRIVATE',
    defaultBranchRef: { name: 'main' },
    policy: { text: 'version: 1\n', byteSize: 11, isBinary: false, isTruncated: false },
    bin: { text: null, isBinary: true },
    none: null,
    nowhere: null,
    byOid: {
      history: { totalCount: 2, nodes: [{ oid: topic }, { oid: first }] },
      onPath: { totalCount: 1 },
      additions: 1,
      deletions: 0,
      changedFilesIfAvailable: 1,
      file: { type: 'blob', mode: 0o100644, path: '.github/countersign.yml', object: { text: 'version: 1\n' } },
    },
    ref: { compare: { aheadBy: 1, behindBy: 0, status: 'AHEAD' } },
    short: { target: { oid: topic } },
    gone: null,
    refs: { totalCount: 2, nodes: [{ name: 'main' }, { name: 'topic' }] },
    branchProtectionRules: { totalCount: 0 },
    mergeQueue: null,
  });
});

test('node ids are those of REST, and hide what is hidden', async () => {
  const { world, repository, app, bob } = sample;
  const run = await createCheckRun(world, app, repository, {
    name: 'countersign: main',
    head_sha: first,
    conclusion: 'success',
    output: { title: 'ok', summary: 's' },
  });
  const hidden = await addRepository(world, bob.user, 'private');
  const ids = [
    nodeId('repository', repository.id),
    nodeId('checkRun', run.id),
    nodeIdInRepository('gitObject', repository.id, first),
    nodeIdInRepository('ref', repository.id, 'refs/heads/main'),
  ];
  const query =
    'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on CheckRun { name conclusion status checkSuite { app { slug } } } } }';
  expect(await sample.ask(query, { ids })).toEqual({
    data: {
      nodes: [
        { __typename: 'Repository', id: ids[0] },
        {
          __typename: 'CheckRun',
          id: ids[1],
          name: 'countersign: main',
          conclusion: 'SUCCESS',
          status: 'COMPLETED',
          checkSuite: { app: { slug: 'countersign' } },
        },
        { __typename: 'Commit', id: ids[2] },
        { __typename: 'Ref', id: ids[3] },
      ],
    },
  });
  for (const id of [
    nodeId('repository', hidden.id),
    'nonsense',
    nodeIdInRepository('ref', repository.id, 'refs/heads/none'),
  ]) {
    expect(await sample.ask('query($id: ID!) { node(id: $id) { id } }', { id })).toMatchObject({
      data: { node: null },
      errors: [{ type: 'NOT_FOUND' }],
    });
  }
  const suites = await sample.ask(
    'query($oid: GitObjectID!) { repository(owner: "acme", name: "shop") { object(oid: $oid) { ... on Commit { checkSuites(first: 5) { nodes { status conclusion checkRuns(first: 5) { nodes { name title } } } } } } } }',
    { oid: first },
  );
  expect(suites).toMatchObject({
    data: {
      repository: {
        object: {
          checkSuites: {
            nodes: [{ status: 'COMPLETED', conclusion: 'SUCCESS', checkRuns: { nodes: [{ title: 'ok' }] } }],
          },
        },
      },
    },
  });
});
