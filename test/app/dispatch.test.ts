import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { floorKey, policyKey } from '../../src/app/stages/last-policy.ts';
import { pullRequestSubject } from '../../src/app/subject.ts';
import { silentLog } from '../../src/base/log.ts';
import { waitingJobs } from '../store/fixture.ts';
import {
  type Bench,
  by,
  deliver,
  dispatchAll,
  keyOf,
  newOrigin,
  type Origin,
  oid,
  openBench,
  opened,
  pushed,
  sweepsOf,
} from './deliveries.ts';
import { configOf } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const generationOf = async (origin: Origin, number: number): Promise<number | undefined> =>
  (await bench.store.subjects.read(keyOf(origin, number)))?.generation;

/** An open pull request that was judged on this base. */
async function judged(origin: Origin, number: number, base: string): Promise<void> {
  const { subjects } = bench.store;
  await subjects.touch([{ subject: pullRequestSubject(origin.place, number), guids: [], priority: 0 }]);
  const lease = await subjects.take(keyOf(origin, number), 'a-test', 60_000);
  if (lease === null) throw new Error('no lease');
  await subjects.settle(lease, {
    head: oid(number),
    base,
    checkName: `countersign: ${base}`,
    open: true,
    result: 'none',
    verdict: {},
    validUntil: null,
    recordedDigest: null,
    evidence: [],
    ledger: null,
    entries: [],
    reportAfter: null,
  });
}

const POLICY = '.github/countersign.yml';

const baseOf = ({ place: { installation, repository } }: Origin, branch: string) =>
  ({ task: 'base', installation, repository: repository.id, branch }) as const;

describe('a change', () => {
  test('becomes a subject with a job, once for all its deliveries of one look', async () => {
    const origin = newOrigin();
    const guids = [
      await deliver(bench, 'pull_request', opened(origin, 1)),
      await deliver(bench, 'pull_request_review', { ...opened(origin, 1), action: 'submitted' }),
    ];
    await deliver(bench, 'pull_request', opened(origin, 2));
    await dispatchAll(bench);
    expect([await generationOf(origin, 1), await generationOf(origin, 2)]).toEqual([1, 1]);
    expect(await waitingJobs(bench.database, 'evaluate', keyOf(origin, 1))).toHaveLength(1);
    expect(await bench.store.subjects.take(keyOf(origin, 1), 'a-test', 60_000)).toMatchObject({ guids });
    expect(await sweepsOf(bench, origin)).toEqual([]);
  });

  test('that comes later raises the generation once more', async () => {
    const origin = newOrigin();
    for (const generation of [1, 2]) {
      await deliver(bench, 'pull_request', opened(origin, 1));
      await dispatchAll(bench);
      expect(await generationOf(origin, 1)).toBe(generation);
    }
  });
});

describe('a push', () => {
  test('is recorded with who pushed, and concerns nobody when the policy is not in it', async () => {
    const origin = newOrigin();
    await judged(origin, 1, 'main');
    const guid = await deliver(bench, 'push', pushed(origin, 'main', ['src/a.ts']));
    await dispatchAll(bench);
    expect(await bench.store.pushes.touching(origin.place.repository.id, [oid(2)])).toEqual([
      {
        repository: origin.place.repository.id,
        ref: 'refs/heads/main',
        before: oid(1),
        after: oid(2),
        commits: [oid(2)],
        pusher: by,
        at: 1_000,
        guid,
      },
    ]);
    expect(await generationOf(origin, 1)).toBe(1);
  });

  test('that may change the policy is a sweep of its base, not work that is done at once', async () => {
    const origin = newOrigin();
    await judged(origin, 1, 'main');
    await deliver(bench, 'push', pushed(origin, 'main', [POLICY]));
    await dispatchAll(bench);
    expect(await generationOf(origin, 1)).toBe(1);
    expect(await sweepsOf(bench, origin)).toEqual([baseOf(origin, 'main')]);
    // What was read of it before is never used again (stages/last-policy.ts).
    const key = policyKey(origin.place, 'main');
    expect(await bench.store.memory.get('policy-changed', key)).toMatchObject({ value: true });
    expect(await bench.store.memory.get('policy-changed', policyKey(origin.place, 'other'))).toBeNull();
  });

  test('that made, deleted or rewrote a branch may have changed its policy: also one made from a tag', async () => {
    const origin = newOrigin();
    const push = pushed(origin, 'release/1', []);
    const none = { commits: [], base_ref: 'refs/tags/v1', created: true };
    await deliver(bench, 'push', { ...push, ...none });
    await deliver(bench, 'push', { ...push, ref: 'refs/heads/old', commits: [], deleted: true, after: '0'.repeat(40) });
    await dispatchAll(bench);
    expect(await sweepsOf(bench, origin)).toEqual([baseOf(origin, 'release/1'), baseOf(origin, 'old')]);
  });

  test('to the floor’s default branch has the whole installation judged again', async () => {
    const floor = newOrigin('.github');
    await deliver(bench, 'push', pushed(floor, 'main', [POLICY]));
    await dispatchAll(bench);
    const task = { task: 'installation', installation: floor.place.installation };
    expect(await sweepsOf(bench, floor)).toEqual([baseOf(floor, 'main'), task]);
    expect(await bench.store.memory.get('policy-changed', floorKey(floor.place.repository))).not.toBeNull();
  });

  test('to a floor that the configuration names concerns every installation', async () => {
    const floor = newOrigin('rules');
    const { owner, name } = floor.place.repository;
    await deliver(bench, 'push', pushed(floor, 'main', [POLICY]));
    const config = configOf({ COUNTERSIGN_FLOOR: `${owner}/${name}` });
    await dispatchAll({ ...bench, context: { ...bench.context, config } });
    expect(await sweepsOf(bench, floor)).toEqual([baseOf(floor, 'main')]);
    expect(await waitingJobs(bench.database, 'sweep', 'everywhere')).toHaveLength(1);
  });

  test('to another branch of the floor does not, nor one to what is no floor here', async () => {
    const [floor, named] = [newOrigin('.github'), newOrigin('.github')];
    await deliver(bench, 'push', pushed(floor, 'next', [POLICY]));
    await dispatchAll(bench);
    await deliver(bench, 'push', pushed(named, 'main', [POLICY]));
    const config = configOf({ COUNTERSIGN_FLOOR: 'acme/rules' });
    await dispatchAll({ ...bench, context: { ...bench.context, config } });
    expect(await sweepsOf(bench, floor)).toEqual([baseOf(floor, 'next')]);
    expect(await sweepsOf(bench, named)).toEqual([baseOf(named, 'main')]);
  });
});

describe('what must be asked of GitHub becomes a sweep', () => {
  const account = { id: 8, login: 'acme', type: 'Organization' };
  const listed = ({ place: { repository } }: Origin) => ({
    id: repository.id,
    full_name: `${repository.owner}/${repository.name}`,
  });

  test.each(['membership', 'team', 'member', 'organization'])(
    '%s: everything open in the installation',
    async (event) => {
      const origin = newOrigin();
      const action = event === 'organization' ? 'member_removed' : event === 'team' ? 'edited' : 'removed';
      await deliver(bench, event, { ...origin.envelope, action });
      await dispatchAll(bench);
      const task = { task: 'installation', installation: origin.place.installation };
      expect(await sweepsOf(bench, origin)).toEqual([task]);
    },
  );

  test.each([
    ['created', true],
    ['unsuspend', true],
    ['new_permissions_accepted', true],
    ['suspend', false],
    ['deleted', false],
  ])('installation %s: what is open everywhere is looked for: %s', async (action, isSwept) => {
    const origin = newOrigin();
    const { installation } = origin.place;
    await deliver(bench, 'installation', { action, installation: { id: installation, account } });
    await dispatchAll(bench);
    const task = { task: 'repositories', installation, places: null };
    expect(await sweepsOf(bench, origin)).toEqual(isSwept ? [task] : []);
  });

  test('repositories that come: what is open there; those that go: nothing', async () => {
    const [come, gone] = [newOrigin(), newOrigin()];
    const installation = come.place.installation;
    const payload = { ...come.envelope, repositories_added: [listed(come)], repositories_removed: [] };
    await deliver(bench, 'installation_repositories', { ...payload, action: 'added' });
    await deliver(bench, 'installation_repositories', {
      ...gone.envelope,
      action: 'removed',
      repositories_added: [],
      repositories_removed: [listed(gone)],
    });
    await dispatchAll(bench);
    expect(await sweepsOf(bench, come)).toEqual([{ task: 'repositories', installation, places: [come.place] }]);
    expect(await sweepsOf(bench, gone)).toEqual([]);
  });

  test('a comment’s command, with who gave it', async () => {
    const origin = newOrigin();
    const comment = { body: '/countersign explain', user: { id: 5, login: 'dana', type: 'User' } };
    const payload = { ...origin.envelope, action: 'created', issue: { number: 3, pull_request: {} }, comment };
    await deliver(bench, 'issue_comment', payload);
    await dispatchAll(bench);
    const { place } = origin;
    expect(await sweepsOf(bench, origin)).toEqual([{ task: 'command', command: 'explain', place, number: 3, by }]);
    expect(await generationOf(origin, 3)).toBeUndefined();
  });

  test('GitHub’s own re-run: the commit’s checks are to be written anew; a button alone does nothing to them', async () => {
    const [asked, pressed] = [newOrigin(), newOrigin()];
    const standing = (origin: Origin) => ({
      repository: origin.place.repository.id,
      head: oid(9),
      checkName: 'countersign: main',
      runId: 1,
      conclusion: 'failure',
      digest: 'as written',
    });
    for (const origin of [asked, pressed]) await bench.store.reports.write(standing(origin));
    const run = { head_sha: oid(9), pull_requests: [] };
    await deliver(bench, 'check_suite', { ...asked.envelope, action: 'rerequested', check_suite: run });
    const button = { action: 'requested_action', requested_action: { identifier: 'recheck' } };
    await deliver(bench, 'check_run', { ...pressed.envelope, ...button, check_run: run });
    await dispatchAll(bench);
    const digestOf = async ({ place }: Origin) =>
      (await bench.store.reports.read(place.repository.id, oid(9), 'countersign: main'))?.digest;
    expect([await digestOf(asked), await digestOf(pressed)]).toEqual(['', 'as written']);
    const task = { task: 'head', head: oid(9) };
    expect(await sweepsOf(bench, asked)).toEqual([{ ...task, place: asked.place, command: null, by: null }]);
    expect(await sweepsOf(bench, pressed)).toEqual([{ ...task, place: pressed.place, command: 'recheck', by }]);
  });
});

describe('what cannot be read', () => {
  const stored = async (guid: string) =>
    (
      await bench.database.query<{ failed: string | null; payload: string | null; done: boolean }>(
        'select failed, payload, dispatched_at is not null as done from countersign.delivery where guid = $1',
        [guid],
      )
    )[0];

  test('is kept with its reason, and keeps nobody else waiting', async () => {
    const origin = newOrigin();
    const broken = { ...origin.envelope, action: 'edited', pull_request: { number: 'one' } };
    const guids = [
      await deliver(bench, 'pull_request', broken),
      await deliver(bench, 'push', '{ no JSON'),
      await deliver(bench, 'pull_request', opened(origin, 2)),
    ];
    await dispatchAll(bench);
    const [first, second, third] = await Promise.all(guids.map(stored));
    expect(first).toMatchObject({ failed: expect.stringMatching(/^webhook\.malformed: .*number/), done: true });
    expect(JSON.parse(first?.payload ?? '')).toEqual(broken);
    expect(second).toMatchObject({ failed: expect.stringContaining('JSON'), payload: '{ no JSON' });
    expect(third).toEqual({ failed: null, payload: null, done: true });
    expect(await generationOf(origin, 2)).toBe(1);
  });

  test.each([
    ['a null character', 'push', { ref: 'refs/heads/a\0b' }],
    ['a number that no pull request has', 'pull_request', { action: 'edited', pull_request: { number: 2 ** 40 } }],
    [
      'a login that nobody has',
      'issue_comment',
      {
        action: 'created',
        issue: { number: 3, pull_request: {} },
        comment: { body: '/countersign explain', user: { id: 5, login: 'da\0na', type: 'User' } },
      },
    ],
  ])('is what the database cannot hold: %s', async (_, event, payload) => {
    const origin = newOrigin();
    const hostile = { ...pushed(origin, 'main', []), ...payload };
    const guids = [
      await deliver(bench, 'pull_request', opened(origin, 1)),
      await deliver(bench, event, hostile),
      await deliver(bench, 'pull_request', opened(origin, 2)),
    ];
    await dispatchAll(bench);
    const [, failed] = await Promise.all(guids.map(stored));
    expect(failed).toMatchObject({ failed: expect.stringMatching(/^webhook\.malformed/), done: true });
    expect([await generationOf(origin, 1), await generationOf(origin, 2)]).toEqual([1, 1]);
  });

  test('is read again when GitHub redelivers it', async () => {
    const origin = newOrigin();
    const guid = await deliver(bench, 'pull_request', { ...origin.envelope, action: 'edited', pull_request: {} });
    await dispatchAll(bench);
    expect(await generationOf(origin, 3)).toBeUndefined();
    const redelivered = { guid, event: 'pull_request', action: null, installation: null, receivedAt: 2_000 };
    for (const payload of [JSON.stringify(opened(origin, 3)), '"dispatched already, so not looked at"']) {
      await bench.store.deliveries.accept([{ ...redelivered, payload }]);
      await dispatchAll(bench);
      expect(await stored(guid)).toEqual({ failed: null, payload: null, done: true });
      expect(await generationOf(origin, 3)).toBe(1);
    }
  });

  test('is something else than what means nothing to us', async () => {
    const guid = await deliver(bench, 'pull_request', { action: 'something_new' });
    await dispatchAll(bench);
    expect(await stored(guid)).toMatchObject({ failed: null, done: true });
  });
});
