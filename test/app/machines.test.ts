import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pullRequestSubject } from '../../src/app/subject.ts';
import { silentLog } from '../../src/base/log.ts';
import { type Needs, noNeeds } from '../../src/policy/needs.ts';
import { settled } from '../store/contract/subject-scene.ts';
import { type Bench, deliver, dispatchAll, keyOf, newOrigin, type Origin, oid, openBench } from './deliveries.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const HEAD = oid(3);

async function touch(origin: Origin, number: number): Promise<void> {
  await bench.store.subjects.touch([{ subject: pullRequestSubject(origin.place, number), guids: [], priority: 0 }]);
}

async function take(origin: Origin, number: number) {
  const lease = await bench.store.subjects.take(keyOf(origin, number), 'a-test', 60_000);
  if (lease === null) throw new Error('no lease');
  return lease;
}

async function judge(origin: Origin, number: number, base = 'main', head = HEAD): Promise<void> {
  await touch(origin, number);
  await bench.store.subjects.settle(await take(origin, number), settled({ head, base }));
}

async function ask(origin: Origin, base: string, needs: Partial<Needs>) {
  await bench.store.memory.set('needs', `${origin.place.repository.id}:${base}`, { ...noNeeds, ...needs }, 0);
}

const generationOf = async (origin: Origin, number: number): Promise<number | undefined> =>
  (await bench.store.subjects.read(keyOf(origin, number)))?.generation;

const run = (origin: Origin, app: number, head = HEAD) => ({
  ...origin.envelope,
  action: 'completed',
  check_run: { head_sha: head, app: { id: app }, pull_requests: [] },
});

describe('what machines say of a commit', () => {
  test.each([
    ['check_run', (origin: Origin) => run(origin, 99)],
    ['status', (origin: Origin) => ({ ...origin.envelope, sha: HEAD })],
    [
      'workflow_run',
      (origin: Origin) => ({ ...origin.envelope, action: 'requested', workflow_run: { head_sha: HEAD } }),
    ],
  ])('%s: has those judged again whose head it is', async (event, payloadOf) => {
    const origin = newOrigin();
    await ask(origin, 'main', { checks: true });
    await judge(origin, 1);
    await judge(origin, 2, 'main', oid(4));
    const guid = await deliver(bench, event, payloadOf(origin));
    await dispatchAll(bench);
    expect([await generationOf(origin, 1), await generationOf(origin, 2)]).toEqual([2, 1]);
    expect((await take(origin, 1)).guids).toEqual([guid]);
  });

  test('is one more evaluation for many events', async () => {
    const origin = newOrigin();
    await ask(origin, 'main', { workflows: true });
    await judge(origin, 1);
    for (let n = 0; n < 20; n++) await deliver(bench, 'check_run', run(origin, 99));
    await dispatchAll(bench);
    expect(await generationOf(origin, 1)).toBe(2);
  });

  test('may have been an analysis that a policy waits for', async () => {
    const [scanned, secrets] = [newOrigin(), newOrigin()];
    await ask(scanned, 'main', { codeScanning: true });
    await ask(secrets, 'main', { secretScanning: true });
    for (const origin of [scanned, secrets]) {
      await judge(origin, 1);
      await deliver(bench, 'check_run', run(origin, 99));
    }
    await dispatchAll(bench);
    expect([await generationOf(scanned, 1), await generationOf(secrets, 1)]).toEqual([2, 1]);
  });

  test('means nothing where our own app said it, or where the policy of the base does not ask', async () => {
    const [ours, unasked] = [newOrigin(), newOrigin()];
    await ask(ours, 'main', { checks: true });
    await judge(ours, 1);
    await ask(unasked, 'main', {});
    await ask(unasked, 'release', { checks: true });
    await judge(unasked, 1);
    await judge(unasked, 2, 'release');
    await deliver(bench, 'check_run', run(ours, bench.context.config.appId));
    await deliver(bench, 'check_run', run(unasked, 99));
    await dispatchAll(bench);
    expect(await generationOf(ours, 1)).toBe(1);
    expect([await generationOf(unasked, 1), await generationOf(unasked, 2)]).toEqual([1, 2]);
  });

  test('reaches whoever is being judged, whose head nobody knows yet', async () => {
    const [first, asked, unasked] = [newOrigin(), newOrigin(), newOrigin()];
    await ask(asked, 'release', { checks: true });
    await ask(unasked, 'main', {});
    for (const origin of [first, asked, unasked]) {
      await touch(origin, 1);
      await take(origin, 1);
      await deliver(bench, 'check_run', run(origin, 99));
    }
    await dispatchAll(bench);
    expect([await generationOf(first, 1), await generationOf(asked, 1), await generationOf(unasked, 1)]).toEqual([
      2, 2, 1,
    ]);
  });

  test('knows the repository by the name that it has now', async () => {
    const origin = newOrigin();
    await ask(origin, 'main', { checks: true });
    await judge(origin, 1);
    const full_name = `${origin.place.repository.owner}/renamed`;
    const repository = { id: origin.place.repository.id, full_name };
    await deliver(bench, 'check_run', { ...run(origin, 99), repository });
    await dispatchAll(bench);
    expect((await take(origin, 1)).subject.repository.name).toBe('renamed');
  });
});
