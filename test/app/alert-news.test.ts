import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mergeGroupSubject, pullRequestSubject } from '../../src/app/subject.ts';
import { silentLog } from '../../src/base/log.ts';
import { type Needs, noNeeds } from '../../src/policy/needs.ts';
import { settled } from '../store/contract/subject-scene.ts';
import { type Bench, deliver, dispatchAll, newOrigin, type Origin, oid, openBench } from './deliveries.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const HEAD = oid(3);

async function judged({ place }: Origin): Promise<readonly string[]> {
  const subjects = [pullRequestSubject(place, 1), pullRequestSubject(place, 2), mergeGroupSubject(place, HEAD)];
  for (const subject of subjects) {
    await bench.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
    const lease = await bench.store.subjects.take(subject.key, 'a-test', 60_000);
    if (lease === null) throw new Error('no lease');
    const isClosed = subject.number === 2;
    await bench.store.subjects.settle(lease, settled({ head: HEAD, base: 'main', open: !isClosed }));
  }
  return subjects.map(({ key }) => key);
}

const ask = async ({ place }: Origin, base: string, needs: Partial<Needs>): Promise<void> =>
  await bench.store.memory.set('needs', `${place.repository.id}:${base}`, { ...noNeeds, ...needs }, 0);

const generationsOf = async (keys: readonly string[]): Promise<readonly (number | undefined)[]> =>
  await Promise.all(keys.map(async (key) => (await bench.store.subjects.read(key))?.generation));

async function tell(origin: Origin, event: string): Promise<void> {
  await deliver(bench, event, { ...origin.envelope, action: 'created', alert: { number: 1 } });
  await dispatchAll(bench);
}

describe('an alert that was opened or closed', () => {
  test.each<[string, Partial<Needs>]>([
    ['code_scanning_alert', { codeScanning: true }],
    ['secret_scanning_alert', { secretScanning: true }],
    ['dependabot_alert', { dependencyAlerts: true }],
  ])('%s: has everything judged again that is open in the repository', async (event, needs) => {
    const [origin, other] = [newOrigin(), newOrigin()];
    const [keys, others] = [await judged(origin), await judged(other)];
    for (const each of [origin, other]) await ask(each, 'main', needs);
    await tell(origin, event);
    expect(await generationsOf(keys)).toEqual([2, 1, 2]);
    expect(await generationsOf(others)).toEqual([1, 1, 1]);
  });

  test('means nothing where no policy asks, or nothing was judged yet', async () => {
    const [unasked, unknown] = [newOrigin(), newOrigin()];
    const [keys, others] = [await judged(unasked), await judged(unknown)];
    await ask(unasked, 'main', { checks: true });
    for (const origin of [unasked, unknown]) await tell(origin, 'dependabot_alert');
    expect([await generationsOf(keys), await generationsOf(others)]).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });
});
