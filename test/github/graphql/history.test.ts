import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commitTo, makeSample, type Sample } from './sample.ts';

let sample: Sample;
/** Newest first: a merge, what it merged, and what both sides began with; the sides take turns. */
let history: readonly string[];

beforeAll(async () => {
  sample = await makeSample();
  const { world, repository } = sample;
  const write = async (branch: string, by: Sample['ann'], from?: string): Promise<string> =>
    commitTo(sample, { repository, branch, by, files: { [branch]: 'x' }, ...(from === undefined ? {} : { from }) });
  const root = await write('main', sample.ann);
  const ours = await write('main', sample.ann);
  const theirs = await write('topic', sample.bob, root);
  const tip = await write('main', sample.ann);
  const last = await world.git.readCommit(repository.gitDir, tip);
  if (last === null) throw new Error('there is no tip');
  const date = new Date(Date.parse(last.committer.date) + 60_000).toISOString();
  const merge = await world.git.writeCommit(repository.gitDir, {
    tree: last.tree,
    parents: [tip, theirs],
    author: { ...last.author, date },
    committer: { ...last.committer, date },
    message: 'merge\n',
  });
  await world.git.updateRefs(repository.gitDir, [{ ref: 'refs/heads/main', after: merge }]);
  history = [merge, tip, theirs, ours, root];
});

afterAll(() => sample.close());

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly { readonly oid: string }[];
}

interface Answer {
  readonly repository: {
    readonly defaultBranchRef: { readonly target: { readonly history: Page } };
  };
}

test('history goes by time through every parent, page by page', async () => {
  const query = `query($after: String) { repository(owner: "acme", name: "shop") { defaultBranchRef { name target { oid
    ... on Commit { history(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor }
      nodes { oid committedDate parents(first: 2) { nodes { oid } } author { user { login } } signature { isValid signer { login } } } } } } } } }`;
  const seen: Page['nodes'][number][] = [];
  let after: string | null = null;
  for (const hasNextPage of [true, true, false]) {
    const { data, errors } = await sample.ask(query, { after });
    expect(errors).toBeUndefined();
    const { defaultBranchRef } = (data as unknown as Answer).repository;
    expect(defaultBranchRef).toMatchObject({ name: 'main', target: { oid: history[0] } });
    const page: Page = defaultBranchRef.target.history;
    expect(page).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage } });
    seen.push(...page.nodes);
    after = page.pageInfo.endCursor;
  }
  expect(seen.map(({ oid }) => oid)).toEqual(history);
  expect(seen[0]).toMatchObject({ signature: null, parents: { nodes: [{ oid: history[1] }, { oid: history[2] }] } });
  expect(seen[2]).toMatchObject({
    author: { user: { login: 'bob' } },
    signature: { isValid: true, signer: { login: 'bob' } },
  });
});
