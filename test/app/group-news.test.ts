import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findGroup, rememberGroup } from '../../src/app/open-groups.ts';
import { mergeGroupSubject } from '../../src/app/subject.ts';
import { silentLog } from '../../src/base/log.ts';
import { waitingJobs } from '../store/fixture.ts';
import { type Bench, deliver, dispatchAll, newOrigin, type Origin, oid, openBench, opened } from './deliveries.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const HEAD = oid(5);

const asked = ({ envelope }: Origin, head = HEAD) => ({
  ...envelope,
  action: 'checks_requested',
  merge_group: { head_sha: head, head_ref: 'refs/heads/q', base_sha: oid(4), base_ref: 'refs/heads/main' },
});
const destroyed = (origin: Origin, head = HEAD) => ({ ...asked(origin, head), action: 'destroyed', reason: 'merged' });

const subjectOf = ({ place }: Origin, head = HEAD) => mergeGroupSubject(place, head);
const read = (origin: Origin, head = HEAD) => bench.store.subjects.read(subjectOf(origin, head).key);
const known = (origin: Origin, head = HEAD) => findGroup(bench.context, origin.place.repository.id, head);

async function say(event: string, ...payloads: readonly object[]): Promise<readonly string[]> {
  const guids: string[] = [];
  for (const payload of payloads) guids.push(await deliver(bench, event, payload));
  await dispatchAll(bench);
  return guids;
}

describe('a group that GitHub names', () => {
  test('is kept, and judged at once', async () => {
    const origin = newOrigin();
    const guids = await say('merge_group', asked(origin));
    expect(await known(origin)).toEqual({ head: HEAD, base: 'main', baseOid: oid(4), members: [], isGone: false });
    expect(await read(origin)).toMatchObject({ generation: 1, subject: { kind: 'merge_group', number: null } });
    expect(await waitingJobs(bench.database, 'evaluate', subjectOf(origin).key)).toHaveLength(1);
    expect(await bench.store.subjects.take(subjectOf(origin).key, 'a-test', 60_000)).toMatchObject({ guids });
  });

  test('and gives up is asked for once more, knowing that', async () => {
    const origin = newOrigin();
    await say('merge_group', asked(origin));
    await say('merge_group', destroyed(origin));
    expect(await known(origin)).toMatchObject({ isGone: true, base: 'main' });
    expect((await read(origin))?.generation).toBe(2);
  });

  test('both in one look, in either order, are judged once by what came last', async () => {
    const [first, second] = [newOrigin(), newOrigin()];
    await say('merge_group', asked(first), destroyed(first));
    expect([await known(first), await read(first)]).toMatchObject([{ isGone: true }, { generation: 1 }]);
    await say('merge_group', destroyed(second), asked(second));
    expect([await known(second), await read(second)]).toMatchObject([{ isGone: false }, { generation: 1 }]);
  });

  test('as gone only, or again after it was forgotten, is nothing', async () => {
    const origin = newOrigin();
    await say('merge_group', destroyed(origin));
    expect([await known(origin), await read(origin)]).toEqual([null, null]);
  });

  test('again keeps what is known of it', async () => {
    const origin = newOrigin();
    await say('merge_group', asked(origin));
    const group = await known(origin);
    if (group === null) throw new Error('not kept');
    await rememberGroup(bench.context, origin.place.repository.id, { ...group, members: [7], isGone: true });
    await say('merge_group', asked(origin));
    expect(await known(origin)).toMatchObject({ members: [7], isGone: false });
  });
});

describe('a pull request to which something happens', () => {
  test('has every group judged again that it stands in, and no other', async () => {
    const origin = newOrigin();
    const heads = [5, 6, 7].map(oid) as [string, string, string];
    await say('merge_group', ...heads.map((head) => asked(origin, head)));
    for (const [at, members] of [[1], [1, 2], [3]].entries()) {
      const group = await known(origin, heads[at]);
      if (group !== null) await rememberGroup(bench.context, origin.place.repository.id, { ...group, members });
    }
    const guids = await say('pull_request_review', { ...opened(origin, 1), action: 'dismissed' });
    const generations = await Promise.all(heads.map(async (head) => (await read(origin, head))?.generation));
    expect(generations).toEqual([2, 2, 1]);
    const lease = await bench.store.subjects.take(subjectOf(origin, heads[1]).key, 'a-test', 60_000);
    expect(lease?.guids).toEqual(expect.arrayContaining([...guids]));
  });

  test('of another repository means nothing', async () => {
    const [origin, other] = [newOrigin(), newOrigin()];
    await say('merge_group', asked(origin));
    await rememberGroup(bench.context, origin.place.repository.id, {
      head: HEAD,
      base: 'main',
      baseOid: oid(4),
      members: [1],
      isGone: false,
    });
    await say('pull_request', opened(other, 1));
    expect((await read(origin))?.generation).toBe(1);
  });
});

test('whoever asks GitHub for the checks of a group again has it judged again', async () => {
  const origin = newOrigin();
  await say('merge_group', asked(origin));
  const suite = { head_sha: HEAD, pull_requests: [] };
  await say('check_suite', { ...origin.envelope, action: 'rerequested', check_suite: suite });
  expect((await read(origin))?.generation).toBe(2);
  await say('check_suite', { ...origin.envelope, action: 'rerequested', check_suite: { ...suite, head_sha: oid(9) } });
  expect(await read(origin, oid(9))).toBeNull();
});
