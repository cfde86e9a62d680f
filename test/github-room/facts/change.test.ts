import { describe, expect, test } from '@jest/globals';
import {
  isFromOutside,
  readChange,
  readHeadRef,
  readRepository,
  readTipTree,
} from '../../../src/github/facts/change.ts';
import { oid, reader, user } from '../gql.ts';

const change = (more: object = {}) =>
  reader({
    title: 'Fix',
    body: 'Half up.',
    state: 'OPEN',
    merged: false,
    isDraft: true,
    isCrossRepository: false,
    baseRefName: 'main',
    baseRefOid: oid(3),
    headRefName: 'fix',
    headRefOid: oid(1),
    author: user('dana', 5),
    headRef: { name: 'fix' },
    headRepository: { databaseId: 70 },
    headRepositoryOwner: { __typename: 'Organization', login: 'acme', databaseId: 8 },
    baseRef: { target: { oid: oid(2) } },
    tip: { totalCount: 1, nodes: [{ commit: { oid: oid(1), tree: { oid: oid(100) } } }] },
    baseChanges: { nodes: [] },
    assignments: { pageInfo: { hasNextPage: false }, nodes: [] },
    ...more,
  });

test('a repository', () => {
  const value = { databaseId: 70, owner: { login: 'acme' }, name: 'shop', isPrivate: true };
  expect(readRepository(reader(value))).toEqual({ id: 70, owner: 'acme', name: 'shop', private: true });
});

describe('a change', () => {
  test('is read whole', () => {
    expect(readChange(change(), 42, oid(100))).toMatchObject({
      number: 42,
      title: 'Fix',
      author: { id: 5 },
      open: true,
      merged: false,
      draft: true,
      base: 'main',
      baseTip: oid(2),
      head: oid(1),
      headTree: oid(100),
      baseChangedAt: { known: true, value: null },
      fork: null,
    });
  });

  test('knows when its base was changed, and that its author is gone', () => {
    const facts = readChange(
      change({ author: null, baseChanges: { nodes: [{ createdAt: '2026-11-21T14:00:00Z' }] } }),
      42,
      oid(100),
    );
    expect(facts).toMatchObject({ author: null, baseChangedAt: { known: true, value: Date.UTC(2026, 10, 21, 14) } });
  });

  test('from a fork has the fork’s owner, unless that is gone too', () => {
    const fork = { isCrossRepository: true, headRepositoryOwner: user('eve', 66) };
    expect(readChange(change(fork), 42, oid(100)).fork).toEqual({ owner: { id: 66, login: 'eve', type: 'user' } });
    const gone = { isCrossRepository: true, headRepository: null, headRepositoryOwner: null, headRef: null };
    expect(readChange(change(gone), 42, oid(100)).fork).toEqual({ owner: null });
    expect(readChange(change({ headRepository: null }), 42, oid(100)).fork).not.toBeNull();
  });

  test('without its base branch keeps the last base', () => {
    expect(readChange(change({ baseRef: null, state: 'CLOSED' }), 42, oid(100))).toMatchObject({
      baseTip: oid(3),
      open: false,
    });
  });
});

test('whoever was assigned, by whom; more than a page is unknown', () => {
  const nodes = [
    { assignee: user('amir', 6), actor: { __typename: 'Bot', login: 'copilot', databaseId: 9 } },
    { assignee: null, actor: null },
  ];
  const { assignments } = readChange(
    change({ assignments: { pageInfo: { hasNextPage: false }, nodes } }),
    42,
    oid(100),
  );
  expect(assignments).toEqual({
    known: true,
    value: [
      { assignee: { id: 6, login: 'amir', type: 'user' }, by: { id: 9, login: 'copilot[bot]', type: 'bot' } },
      { assignee: null, by: null },
    ],
  });
  const more = change({ assignments: { pageInfo: { hasNextPage: true }, nodes } });
  expect(readChange(more, 42, oid(100)).assignments).toMatchObject({ known: false, why: { code: 'too-many' } });
});

test('the head branch is where the pushers are looked for', () => {
  expect(readHeadRef(change())).toEqual({ repository: 70, ref: 'refs/heads/fix' });
  expect(readHeadRef(change({ headRef: null }))).toBeNull();
  expect(readHeadRef(change({ headRepository: null }))).toBeNull();
});

test('the tree is the head’s, or the answer is incomplete', () => {
  expect(readTipTree(change())).toBe(oid(100));
  expect(readTipTree(change({ tip: { totalCount: 0, nodes: [] } }))).toBeNull();
  expect(() => readTipTree(change({ headRefOid: oid(9) }))).toThrow('the last commit is not the head');
});

test.each([
  ['OWNER', false],
  ['MEMBER', false],
  ['COLLABORATOR', false],
  ['CONTRIBUTOR', true],
  ['FIRST_TIME_CONTRIBUTOR', true],
  ['FIRST_TIMER', true],
  ['MANNEQUIN', true],
  ['NONE', true],
  ['SOMETHING_NEW', true],
  [null, true],
])('%s is from outside: %p', (authorAssociation, expected) => {
  expect(isFromOutside(change({ authorAssociation }))).toBe(expected);
  // Whose account is gone was let in no more than others.
  expect(isFromOutside(change({ authorAssociation, author: null }))).toBe(expected);
});

test('an app that opens pull requests was installed by somebody', () => {
  const author = { __typename: 'Bot', login: 'dependabot', databaseId: 9 };
  expect(isFromOutside(change({ authorAssociation: 'NONE', author }))).toBe(false);
});
