import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../src/base/bytes.ts';
import { createRoot, moveBranch, readNodeId } from '../../src/github/root-commit.ts';
import { oid } from './gql.ts';
import { openLine, recordGitHub } from './line.ts';

recordGitHub();

const place = { id: 5, owner: 'acme', name: 'shop', branch: 'countersign/evidence' };
const repository = { owner: 'acme', repo: 'shop' };
const message = { headline: 'evidence: 1 piece', body: 'skip-checks: true' };
const blob = { mode: '100644', type: 'blob' } as const;

const headIs = (head: string | null) => ({
  data: { repository: { databaseId: 5, ref: head === null ? null : { target: { oid: head } } } },
});
const refused = { data: { updateRefs: null }, errors: [{ path: ['updateRefs'], message: 'A ref update failed' }] };

describe('a root commit', () => {
  test('holds what is given and nothing else; what is no text is uploaded first', async () => {
    const { api, github } = openLine();
    const binary = new Uint8Array([0xff, 0xfe]);
    github.post('/repos/acme/shop/git/blobs', { content: '//4=', encoding: 'base64' }).reply(201, { sha: oid(7) });
    const tree = [
      { path: 'a.json', ...blob, content: '{}' },
      { path: 'b.bin', ...blob, sha: oid(7) },
    ];
    github.post('/repos/acme/shop/git/trees', { tree }).reply(201, { sha: oid(2) });
    // No author and no committer: GitHub signs only what it makes in its own name.
    const text = 'evidence: 1 piece\n\nskip-checks: true';
    github
      .post('/repos/acme/shop/git/commits', { message: text, tree: oid(2), parents: [] })
      .reply(201, { sha: oid(1) });
    const additions = [
      { path: 'a.json', bytes: toBytes('{}') },
      { path: 'b.bin', bytes: binary },
    ];
    expect(await createRoot(api, repository, { message, additions, deletions: [], base: null })).toBe(oid(1));
  });

  test('of a tree and a change uploads the change alone', async () => {
    const { api, github } = openLine();
    const tree = [
      { path: 'new', ...blob, content: 'n' },
      { path: 'old', ...blob, sha: null },
    ];
    github.post('/repos/acme/shop/git/trees', { base_tree: oid(4), tree }).reply(201, { sha: oid(2) });
    github.post('/repos/acme/shop/git/commits', /"parents":\[\]/).reply(201, { sha: oid(1) });
    const additions = [{ path: 'new', bytes: toBytes('n') }];
    expect(await createRoot(api, repository, { message, additions, deletions: ['old'], base: oid(4) })).toBe(oid(1));
  });

  test('of a tree as it is makes no new one', async () => {
    const { api, github } = openLine();
    github
      .post('/repos/acme/shop/git/commits', (sent: { tree: string }) => sent.tree === oid(4))
      .reply(201, { sha: oid(1) });
    expect(await createRoot(api, repository, { message, additions: [], deletions: [], base: oid(4) })).toBe(oid(1));
  });
});

describe('a branch', () => {
  test('moves by compare-and-swap', async () => {
    const { api, github } = openLine();
    github
      .post('/graphql', (sent: { variables: { input?: object } }) => {
        const [update] = (sent.variables.input as { refUpdates: readonly object[] }).refUpdates;
        return JSON.stringify(update).includes(`"beforeOid":"${oid(3)}","afterOid":"${oid(1)}","force":true`);
      })
      .reply(200, { data: { updateRefs: { clientMutationId: null } } });
    await moveBranch(api, place, { repositoryId: 'R_1', before: oid(3), after: oid(1), force: true });
  });

  test('that was not moved is asked why', async () => {
    for (const [head, expected] of [
      [oid(1), null],
      [oid(9), { code: 'ledger.stale-head' }],
      [null, { code: 'ledger.stale-head' }],
      [oid(3), { code: 'github.unavailable' }],
    ] as const) {
      const { api, github } = openLine();
      github.post('/graphql', /updateRefs/).reply(200, refused);
      github.post('/graphql', /query Head/).reply(200, headIs(head));
      const move = { repositoryId: 'R_1', before: oid(3), after: oid(1), force: true };
      const [result] = await Promise.allSettled([moveBranch(api, place, move)]);
      expect(result?.status === 'rejected' ? (result.reason as { code: string }) : null).toEqual(
        expected === null ? null : expect.objectContaining(expected),
      );
    }
  });

  test('is another repository’s when the name was given away', async () => {
    const { api, github } = openLine();
    github.post('/graphql', /query Id/).reply(200, { data: { repository: { id: 'R_2', databaseId: 6 } } });
    await expect(readNodeId(api, place)).rejects.toMatchObject({ code: 'github.not-found' });
  });
});
