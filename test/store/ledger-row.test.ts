import { expect, test } from '@jest/globals';
import type { Sql } from '../../src/store/database.ts';
import { readLedger, readLedgers } from '../../src/store/ledger-row.ts';

const row = {
  id: 1,
  installation: 7,
  repository: 2,
  owner: 'acme',
  name: 'shop',
  origin: 'o',
  branch: 'b',
  epoch: 3,
  decided_size: 5,
  decided_root: 'root',
  decided_edge: '["x","y"]',
  decided_time: 9,
  published_size: 4,
  published_head: 'head',
  published_at: 8,
  pending: 1,
};
const answering = (rows: readonly object[]): Sql => ({ query: async <Row>() => rows as readonly Row[] });

test('a row becomes the state it keeps', async () => {
  const state = {
    id: 1,
    installation: 7,
    repository: { id: 2, owner: 'acme', name: 'shop' },
    origin: 'o',
    branch: 'b',
    decided: { size: 5, root: 'root', edge: ['x', 'y'], time: 9 },
    published: { size: 4, head: 'head', at: 8 },
    pending: 1,
  };
  expect(await readLedgers(answering([row]), 'true')).toEqual([state]);
  expect(await readLedger(answering([row]), 1)).toEqual(state);
});

test('a ledger that must be there and is not is a mistake of ours', async () => {
  await expect(readLedger(answering([]), 1)).rejects.toMatchObject({ code: 'internal.bug' });
});
