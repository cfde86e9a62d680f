import { expect, test } from '@jest/globals';
import { reviewsOf } from '../../../src/app/deployment/gate-reviews.ts';
import { Fault } from '../../../src/base/fault.ts';
import { type ChangeFacts, known, type Person, unknown } from '../../../src/policy/facts.ts';

const person = (id: number): Person => ({ id, login: `p${id}`, type: 'user' });
const place = { installation: 7, repository: { id: 70, owner: 'acme', name: 'shop' } };
const change = { head: 'a'.repeat(40), headTree: 'b'.repeat(40) } as ChangeFacts;
const gate = {
  place,
  run: 4,
  environment: 'production',
  deployment: 9,
  commit: null,
  ref: null,
  askedAt: 1,
  attempt: null,
  reviewers: [4],
  approvals: [{ by: person(3), at: 60 }],
  reported: [],
};
const read = async (
  reviews: unknown,
  permission: (login: string) => Promise<string> = async () => await Promise.resolve('write'),
  attempt = 1,
) => {
  const forge = {
    deployments: { reviews: async () => await Promise.resolve(reviews) },
    repositories: { permission: async (_: unknown, login: string) => await permission(login) },
  };
  return await reviewsOf({ forge } as never, { place, gate, attempt, change, at: 99 });
};

test('what was said on the run’s page about this environment, and by comment', async () => {
  const page = known([
    { reviewer: person(1), isApproved: true, environments: ['staging', 'Production'] },
    { reviewer: person(2), isApproved: false, environments: ['production'] },
    { reviewer: person(4), isApproved: true, environments: ['staging'] },
  ]);
  const found = await read(page, async (login) => await Promise.resolve(login === 'p3' ? 'read' : 'admin'));
  expect(found).toMatchObject({
    value: [
      { id: 1, reviewer: { id: 1 }, state: 'approved', submittedAt: 99, canPush: known(true) },
      { id: 2, reviewer: { id: 2 }, state: 'changes_requested' },
      { id: 3, reviewer: { id: 3 }, state: 'approved', submittedAt: 60, canPush: known(false) },
    ],
  });
  expect(found).toMatchObject({ value: [{ commit: { oid: change.head, tree: change.headTree } }, {}, {}] });
});

test('what cannot be read is unknown; a limit stops everything', async () => {
  const closed = unknown('forbidden', 'no');
  expect(await read(closed)).toEqual(closed);
  const failing = (code: 'github.unavailable' | 'github.rate-limited') => async () =>
    await Promise.reject(new Fault(code, 'x'));
  expect(await read(known([]), failing('github.unavailable'))).toMatchObject({
    value: [{ canPush: { known: false, why: { code: 'unavailable' } } }],
  });
  await expect(read(known([]), failing('github.rate-limited'))).rejects.toMatchObject({ code: 'github.rate-limited' });
});

test('an account that is gone may do nothing', async () => {
  const page = known([{ reviewer: null, isApproved: true, environments: ['production'] }]);
  expect(await read(page)).toMatchObject({ value: [{ reviewer: null, canPush: known(false) }, {}] });
});

test('of a later attempt only what was said since it waits; a no stands', async () => {
  const page = known([
    { reviewer: person(1), isApproved: true, environments: ['production'] },
    { reviewer: person(2), isApproved: false, environments: ['production'] },
    { reviewer: person(4), isApproved: true, environments: ['production'] },
  ]);
  expect(await read(page, async () => await Promise.resolve('write'), 2)).toMatchObject({
    value: [{ reviewer: { id: 2 } }, { reviewer: { id: 4 } }, { reviewer: { id: 3 } }],
  });
});
