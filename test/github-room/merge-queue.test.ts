import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import type { Api, GraphqlAnswer } from '../../src/github/api.ts';
import { createClient } from '../../src/github/client.ts';
import { readMergeQueue } from '../../src/github/merge-queue.ts';
import { StandIn } from '../github/client.ts';
import { makeQueue, makeQueuePlace, type QueuePlace } from '../github/merge-queue/sample.ts';
import { failed, oid, reader } from './gql.ts';

describe('on the stand-in', () => {
  let github: StandIn;
  let place: QueuePlace;
  let api: Api;
  beforeAll(async () => {
    github = await StandIn.start();
    place = await makeQueuePlace(github);
    const { appId, privateKey, installationId } = place.app;
    api = createClient({ appId, privateKey, baseUrl: github.url, log: silentLog }).installation(installationId);
  }, 60_000);
  afterAll(async () => {
    await place.receiver.close();
    await github.stop();
  });

  const namesOf = async (repository: string) => {
    const { id } = await github.repository({ repository });
    const [owner = '', name = ''] = repository.split('/');
    return { id, owner, name };
  };

  test.each([
    ['ALLGREEN', 'all-green'],
    ['HEADGREEN', 'head-green'],
  ] as const)('%s: each entry stands on the one before it', async (grouping_strategy, strategy) => {
    const queue = await makeQueue(place, { grouping_strategy, max_entries_to_build: 2 });
    const { repository } = queue;
    const numbers = await queue.enqueueAll('a', 'b', 'c');
    const read = await readMergeQueue(api, await namesOf(repository), 'main');
    const tip = (await github.repository({ repository })).head;
    expect(read).toMatchObject({ strategy, tip });
    // The third is not built yet.
    expect(read?.entries.map(({ change }) => change?.number)).toEqual(numbers.slice(0, 2));
    const [first, second] = read?.entries ?? [];
    expect([first?.base, second?.base]).toEqual([tip, first?.head.oid]);
    expect(first?.head.parents).toEqual([tip, first?.change?.head]);
    expect(second?.head.oid).toBe((await queue.entry(numbers[1]))?.group?.headSha);
  });

  test('a branch without a queue has none, and neither has one that is not there', async () => {
    const names = await namesOf(place.sample.repository);
    expect(await readMergeQueue(api, names, 'main')).toBeNull();
    expect(await readMergeQueue(api, names, 'nowhere')).toBeNull();
    expect(await readMergeQueue(api, { ...names, id: names.id + 1 }, 'main')).toBeNull();
  });
});

describe('answers that GitHub might give', () => {
  const names = { id: 70, owner: 'acme', name: 'shop' };
  const commit = (at: number) => ({
    oid: oid(at),
    tree: { oid: oid(at + 100) },
    parents: { nodes: [{ oid: oid(at - 1) }] },
  });
  const node = (at: number, change: object = {}) => ({
    headCommit: commit(at),
    baseCommit: { oid: oid(at - 1) },
    pullRequest: { number: at, headRefOid: oid(at + 200) },
    ...change,
  });
  const answer = (
    nodes: readonly object[],
    page: { total?: number; next?: string; more?: object } = {},
  ): GraphqlAnswer => ({
    data: reader({
      repository: {
        databaseId: 70,
        ref: { target: { oid: oid(1) } },
        mergeQueue: {
          configuration: { mergingStrategy: 'ALLGREEN' },
          entries: {
            totalCount: page.total ?? nodes.length,
            nodes,
            pageInfo: { hasNextPage: page.next !== undefined, endCursor: page.next ?? null },
          },
          ...page.more,
        },
      },
    }),
    errors: [],
  });
  function answering(...answers: readonly GraphqlAnswer[]) {
    const left = [...answers];
    const asked: object[] = [];
    const api: Api = {
      rest: async () => Promise.reject(new Error('REST was not expected')),
      graphql: async (_text, variables) => {
        asked.push(variables);
        return Promise.resolve(left.shift() ?? { data: reader({}), errors: [] });
      },
    };
    return { asked, read: async () => readMergeQueue(api, names, 'main') };
  }

  test('two pages are one queue', async () => {
    const { asked, read } = answering(answer([node(2)], { total: 2, next: 'c' }), answer([node(3)], { total: 2 }));
    expect((await read())?.entries.map(({ head }) => head.oid)).toEqual([oid(2), oid(3)]);
    expect(asked).toMatchObject([{ ref: 'refs/heads/main' }, { after: 'c' }]);
  });

  test('a queue that changes or vanishes while it is read is incomplete', async () => {
    const first = answer([node(2)], { total: 2, next: 'c' });
    const incomplete = { code: 'github.incomplete' };
    await expect(answering(first, answer([node(3)], { total: 3 })).read()).rejects.toMatchObject(incomplete);
    await expect(answering(first).read()).rejects.toMatchObject(incomplete);
    await expect(answering(answer([node(2)], { total: 2 })).read()).rejects.toMatchObject(incomplete);
  });

  test('an error for a part of it is one for all of it', async () => {
    const errors = [failed(['repository', 'mergeQueue', 'entries', 'nodes', 0, 'pullRequest'], 'FORBIDDEN')];
    await expect(answering({ ...answer([node(2)]), errors }).read()).rejects.toMatchObject({
      code: 'github.forbidden',
    });
  });

  test('a strategy that we do not know, or is not said, is none', async () => {
    for (const configuration of [null, { mergingStrategy: null }, { mergingStrategy: 'SOMEGREEN' }])
      expect((await answering(answer([], { more: { configuration } })).read())?.strategy).toBeNull();
  });

  test('what is not built is left out, a pull request that is not shown is not', async () => {
    const nodes = [node(2, { headCommit: null }), node(3, { baseCommit: null }), node(4, { pullRequest: null })];
    expect((await answering(answer(nodes)).read())?.entries).toMatchObject([{ head: { oid: oid(4) }, change: null }]);
  });
});
