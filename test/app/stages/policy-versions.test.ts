import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { knownPolicies } from '../../../src/app/stages/known-policies.ts';
import { fileOf, recordPolicyVersions } from '../../../src/app/stages/policy-versions.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { type Known, known, type Person, unknown } from '../../../src/policy/facts.ts';
import type { LedgerState, Push, SubjectRef } from '../../../src/store/store.ts';
import { bo, chen, dana, makeFacts, oid } from '../../policy/scenery.ts';
import { pushOf } from '../../store/fixture.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { type Bench, configOf, newLedger, openBench, pendingOf } from './bench.ts';
import { gatheredOf, policyFile } from './judgement.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const ANOTHER = TITLE_POLICY.replace('SHOP', 'ACME');
const APPROVED = `version: 1
people:
  leads: { users: [octo-lead] }
rules:
  - name: reviewed
    require: { approved: { count: 1, by: [leads] } }
`;

type Options = Parameters<typeof gatheredOf>[0];

const knownOf = async ({ ledger, subject }: { ledger: LedgerState; subject: SubjectRef }, options: Options) =>
  await knownPolicies(bench.store, ledger, {
    repository: subject.repository.id,
    base: gatheredOf(options).policyBranch,
  });

/** What one evaluation records after another. */
async function record(place: { ledger: LedgerState; subject: SubjectRef }, options: Options, context?: Context) {
  const before = await knownOf(place, options);
  const gathered = gatheredOf(options, before);
  return await recordPolicyVersions(context ?? bench.context, { ...place, gathered });
}

const predicatesOf = async (ledger: LedgerState): Promise<readonly JsonObject[]> =>
  (await pendingOf(bench.context, ledger)).map(({ statement }) => statement['predicate'] as JsonObject);

const recordedPush = (place: { subject: SubjectRef }, changes: Partial<Push>): Promise<void> =>
  bench.store.deliveries.dispatched({
    deliveries: [],
    touched: [],
    pushes: [pushOf({ repository: place.subject.repository.id, pusher: { ...dana }, ...changes })],
  });

test('a text is recorded once; another text is the next version, and so is going back', async () => {
  const place = await newLedger(bench.context);
  const versions: number[] = [];
  for (const text of [TITLE_POLICY, TITLE_POLICY, ANOTHER, TITLE_POLICY]) {
    const [current] = await record(place, { policy: policyFile(text) });
    versions.push(current?.version ?? 0);
  }
  expect(versions).toEqual([1, 1, 2, 3]);
  expect(await predicatesOf(place.ledger)).toHaveLength(3);
});

test('two evaluations that find a new text at once record one version', async () => {
  const place = await newLedger(bench.context);
  const gathered = gatheredOf();
  const versions = await Promise.all([1, 2].map(() => recordPolicyVersions(bench.context, { ...place, gathered })));
  expect(versions[0]).toEqual(versions[1]);
  expect(await predicatesOf(place.ledger)).toHaveLength(1);
});

test('of two that find different texts at once, one is judged again: no decision names a text that it was not made by', async () => {
  const place = await newLedger(bench.context);
  const found = await Promise.allSettled(
    [TITLE_POLICY, ANOTHER].map((text) =>
      recordPolicyVersions(bench.context, { ...place, gathered: gatheredOf({ policy: policyFile(text) }) }),
    ),
  );
  expect(found.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(found).toContainEqual(
    expect.objectContaining({ reason: expect.objectContaining({ code: 'github.incomplete' }) }),
  );
  expect(await predicatesOf(place.ledger)).toHaveLength(1);
});

test('what is no policy has no version', async () => {
  const place = await newLedger(bench.context);
  expect(await record(place, { policy: policyFile('version: 9\n') })).toEqual([]);
  expect(await predicatesOf(place.ledger)).toEqual([]);
});

test('a name that could not be read is pinned when it can be, once', async () => {
  const place = await newLedger(bench.context);
  const { directory } = makeFacts();
  const withUser = (user: Known<Person>) => ({ ...directory, users: { 'octo-lead': user } });
  const policy = policyFile(APPROVED);
  const pinned = async (): Promise<unknown> => (await knownOf(place, { policy })).map(({ pins }) => pins?.users);

  const [first] = await record(place, { policy, directory: withUser(unknown('unavailable', 'GitHub failed')) });
  expect(first?.version).toBe(1);
  expect(await pinned()).toEqual([{}]);
  await record(place, { policy, directory: withUser(known(chen)) });
  expect(await pinned()).toEqual([{ 'octo-lead': chen.id }]);
  // Somebody else took the name over: it grants nothing, and the pin stays.
  await record(place, { policy, directory: withUser(known(bo)) });
  expect(await pinned()).toEqual([{ 'octo-lead': chen.id }]);
  expect(await predicatesOf(place.ledger)).toHaveLength(1);
});

test('whoever pushed the commit is named; by login only where the ledger may hold names', async () => {
  const policy = policyFile(TITLE_POLICY, oid(77));
  const changedBy = async (names: 'auto' | 'no', isPrivate: boolean): Promise<unknown> => {
    const place = await newLedger(bench.context);
    await recordedPush(place, { after: oid(77), commits: [oid(77)] });
    const repository = { ...makeFacts().repository, id: place.subject.repository.id, private: isPrivate };
    const config = configOf({ COUNTERSIGN_LEDGER_NAMES: names });
    await record(place, { policy, repository }, { ...bench.context, config });
    return (await predicatesOf(place.ledger))[0]?.['changedBy'];
  };
  expect(await changedBy('auto', true)).toEqual({ id: dana.id, type: 'user', login: 'dana' });
  expect(await changedBy('auto', false)).toEqual({ id: dana.id, type: 'user' });
  expect(await changedBy('no', true)).toEqual({ id: dana.id, type: 'user' });
});

test('a push that merely held the commit did not bring it into force', async () => {
  const place = await newLedger(bench.context);
  await recordedPush(place, { after: oid(78), commits: [oid(77), oid(78)] });
  await record(place, { policy: policyFile(TITLE_POLICY, oid(77)) });
  expect((await predicatesOf(place.ledger))[0]?.['changedBy']).toBeNull();
});

test('each layer has its own file', () => {
  const floor = policyFile(ANOTHER);
  const { collected } = gatheredOf({ floor });
  expect(fileOf(collected, 'floor')).toBe(floor);
  expect(fileOf(collected, 'repository')).toBe(collected.policy);
});
