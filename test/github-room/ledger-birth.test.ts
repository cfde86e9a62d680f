import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../src/base/bytes.ts';
import { birthBranch } from '../../src/github/ledger-birth.ts';
import { oid } from './gql.ts';
import { openLine, recordGitHub } from './line.ts';

recordGitHub();

const place = { id: 5, owner: 'acme', name: 'shop', branch: 'countersign/ledger' };
const change = {
  message: { headline: 'ledger: birth', body: 'Ledger-Size: 1' },
  additions: [{ path: 'README.md', bytes: toBytes('é\n') }],
  deletions: [],
};

function begin() {
  const { api, github } = openLine();
  github
    .post('/repos/acme/shop/git/trees', { tree: [{ path: 'README.md', mode: '100644', type: 'blob', content: 'é\n' }] })
    .reply(201, { sha: oid(2) });
  // No author and no committer: GitHub signs only what it makes in its own name.
  github
    .post('/repos/acme/shop/git/commits', { message: 'ledger: birth\n\nLedger-Size: 1', tree: oid(2), parents: [] })
    .reply(201, { sha: oid(1) });
  github.post('/graphql', /query Id/).reply(200, { data: { repository: { id: 'R_1', databaseId: 5 } } });
  return { api, github };
}

const headIs = (head: string | null) => ({
  data: { repository: { databaseId: 5, ref: head === null ? null : { target: { oid: head } } } },
});
const refused = { data: { updateRefs: null }, errors: [{ path: ['updateRefs'], message: 'A ref update failed' }] };

describe('birth', () => {
  test('is on the condition that there is no branch', async () => {
    const { api, github } = begin();
    github
      .post('/graphql', (sent: { variables: { input?: object } }) => {
        const [update] = (sent.variables.input as { refUpdates: readonly object[] }).refUpdates;
        return JSON.stringify(update).includes(`"beforeOid":"${'0'.repeat(40)}","afterOid":"${oid(1)}","force":false`);
      })
      .reply(200, { data: { updateRefs: { clientMutationId: null } } });
    expect(await birthBranch(api, place, change)).toBe(oid(1));
  });

  test('that is refused asks the branch why', async () => {
    for (const [head, expected] of [
      [oid(1), { value: oid(1) }],
      [oid(9), { code: 'ledger.stale-head' }],
      [null, { code: 'github.unavailable' }],
    ] as const) {
      const { api, github } = begin();
      github.post('/graphql', /updateRefs/).reply(200, refused);
      github.post('/graphql', /query Head/).reply(200, headIs(head));
      const [result] = await Promise.allSettled([birthBranch(api, place, change)]);
      expect(result?.status === 'fulfilled' ? { value: result.value } : result?.reason).toMatchObject(expected);
    }
  });

  test('in another repository, which has the name now, is refused before anything is written there', async () => {
    const { api, github } = openLine();
    github.post('/graphql', /query Id/).reply(200, { data: { repository: { id: 'R_2', databaseId: 6 } } });
    await expect(birthBranch(api, place, change)).rejects.toMatchObject({ code: 'github.not-found' });
  });

  test('in an empty repository has to wait for a first commit', async () => {
    const { api, github } = openLine();
    github.post('/graphql', /query Id/).reply(200, { data: { repository: { id: 'R_1', databaseId: 5 } } });
    github.post('/repos/acme/shop/git/trees').reply(409, { message: 'Git Repository is empty.' });
    await expect(birthBranch(api, place, change)).rejects.toMatchObject({
      code: 'github.unavailable',
      message: expect.stringContaining('Git Repository is empty') as unknown,
    });
  });
});
