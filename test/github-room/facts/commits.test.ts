import { describe, expect, test } from '@jest/globals';
import { hasTooMany, readCommit, readOid, readTime, tooManyInCommit } from '../../../src/github/facts/commits.ts';
import { commitNode, oid, reader, user } from '../gql.ts';

const reading = { signatures: true, signatureFailed: false };
const dana = { person: { id: 5, login: 'dana', type: 'user' }, name: 'Dana', email: 'dana@acme.example' };

describe('a commit', () => {
  test('is read whole', () => {
    expect(readCommit(reader(commitNode()), reading)).toEqual({
      oid: oid(1),
      tree: oid(100),
      parents: [oid(2)],
      message: 'fix rounding\n\nbody',
      author: dana,
      committer: dana,
      coauthors: [],
      committedAt: Date.UTC(2026, 10, 21, 14, 2),
      signature: { known: true, value: { state: 'unsigned' } },
      updatesFromBase: false,
    });
  });

  test('has co-authors besides its author, and people whom nobody can be found for', () => {
    const nodes = [
      { name: 'Dana', email: 'd', user: null },
      { name: 'Amir', email: 'a', user: user('amir', 9) },
      { name: null, email: null, user: null },
    ];
    const commit = readCommit(reader(commitNode({ author: nodes[0], authors: { totalCount: 3, nodes } })), reading);
    expect(commit.author.person).toBeNull();
    expect(commit.coauthors).toEqual([
      { person: { id: 9, login: 'amir', type: 'user' }, name: 'Amir', email: 'a' },
      { person: null, name: '', email: '' },
    ]);
  });

  test('is not stopped by dates that are none: whoever made it chose them', () => {
    const commit = readCommit(reader(commitNode({ committedDate: '+292277026596-12-04T15:30:07Z' })), reading);
    expect(commit.committedAt).toBe(0);
  });

  test('has an unknown signature when GitHub failed, or when nobody asked', () => {
    expect(readCommit(reader(commitNode()), { signatures: true, signatureFailed: true }).signature).toMatchObject({
      known: false,
      why: { code: 'unavailable' },
    });
    expect(readCommit(reader(commitNode()), { signatures: false, signatureFailed: false }).signature).toMatchObject({
      known: false,
      why: { code: 'not-needed' },
    });
  });

  test('with more parents or authors than a page is noticed', () => {
    expect(hasTooMany(reader(commitNode()))).toBe(false);
    expect(hasTooMany(reader(commitNode({ parents: { totalCount: 101, nodes: [{ oid: oid(2) }] } })))).toBe(true);
    expect(hasTooMany(reader(commitNode({ authors: { totalCount: 101, nodes: [{}] } })))).toBe(true);
    expect(tooManyInCommit).toMatchObject({ known: false, why: { code: 'too-many' } });
  });
});

test('object ids are SHA-1 or SHA-256, nothing else', () => {
  expect(readOid(reader('a'.repeat(64)))).toHaveLength(64);
  for (const text of ['a'.repeat(41), 'A'.repeat(40), `${'a'.repeat(40)}\n`, '', 'HEAD']) {
    expect(() => readOid(reader(text))).toThrow('answer is not an object id');
  }
});

test('times of GitHub are RFC 3339', () => {
  expect(readTime(reader('2026-11-21T14:00:00Z'))).toBe(Date.UTC(2026, 10, 21, 14));
  expect(() => readTime(reader('yesterday'))).toThrow('answer is not a time');
});
