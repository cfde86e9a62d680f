import { expect, test } from '@jest/globals';
import { statusOf } from '../../../src/app/observe/status.ts';
import { VERSION } from '../../../src/app/version.ts';
import { busy } from './store-figures.ts';

const github = { budgets: [], lastAnswer: 999_000, lastFailure: null };
const recovery = { isUnderWay: true, last: 5_000, comparedUntil: null, left: 3 };

test('says at a glance how things are', () => {
  expect(statusOf({ lacks: [], since: 0, store: busy, github, recovery })).toEqual({
    status: 'ready',
    lacks: [],
    version: VERSION,
    since: '1970-01-01T00:00:00.000Z',
    github: { reachable: true, lastAnswer: '1970-01-01T00:16:39.000Z' },
    recovery: {
      underWay: true,
      last: '1970-01-01T00:00:05.000Z',
      deliveriesComparedUntil: null,
      stepsLeft: 3,
    },
    deliveries: { last: '1970-01-01T00:16:39.000Z', waiting: 3, oldestWaitingSeconds: 10 },
    evaluations: { waiting: 2, oldestWaitingSeconds: 5, backlog: 40 },
    ledgers: { lagging: 2, unpublishedEntries: 9, oldestUnpublishedSeconds: 30, unwitnessed: 1 },
    jobs: { failed: 1 },
  });
});

test('what the database would know is null while it is away', () => {
  const unasked = { budgets: [], lastAnswer: null, lastFailure: null };
  expect(statusOf({ lacks: ['database'], since: 0, store: null, recovery: null, github: unasked })).toMatchObject({
    status: 'not ready',
    lacks: ['database'],
    recovery: null,
    deliveries: null,
    ledgers: null,
    github: { reachable: null, lastAnswer: null },
  });
});
