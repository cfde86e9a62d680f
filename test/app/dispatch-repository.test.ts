import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { waitingJobs } from '../store/fixture.ts';
import { type Bench, deliver, dispatchAll, newOrigin, type Origin, openBench, sweepsOf } from './deliveries.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const look = ({ place }: Origin) => ({ task: 'repositories', installation: place.installation, places: [place] });
const everything = ({ place }: Origin) => ({ task: 'installation', installation: place.installation });

async function tell(origin: Origin, event: string, payload: object): Promise<void> {
  await deliver(bench, event, { ...origin.envelope, ...payload });
  await dispatchAll(bench);
}

describe('a repository', () => {
  test.each([
    ['renamed', { repository: { name: { from: 'store' } } }],
    ['transferred', { owner: { from: {} } }],
    ['privatized', undefined],
    ['edited', { default_branch: { from: 'master' } }],
  ])('%s: what is open there is looked for, under its name of now', async (action, changes) => {
    const origin = newOrigin();
    await tell(origin, 'repository', { action, changes });
    expect(await sweepsOf(bench, origin)).toEqual([look(origin)]);
  });

  test.each([
    ['becomes the floor', '.github', 'rules'],
    ['was the floor', 'old-rules', '.github'],
  ])('that %s by its name concerns the whole installation', async (_, name, from) => {
    const origin = newOrigin(name);
    await tell(origin, 'repository', { action: 'renamed', changes: { repository: { name: { from } } } });
    expect(await sweepsOf(bench, origin)).toEqual([look(origin), everything(origin)]);
  });

  test('of an installation moved: the one that keeps its ledger is looked at again', async () => {
    const [renamed, added, other] = [newOrigin(), newOrigin(), newOrigin()];
    const host = { named: 'acme/audit', repository: { id: 5, owner: 'acme', name: 'audit' }, isPrivate: true };
    const keyOf = ({ place }: Origin): string => `${place.installation}.`;
    for (const origin of [renamed, added, other]) await bench.store.memory.set('ledger-host', keyOf(origin), host, 9);
    await tell(renamed, 'repository', { action: 'renamed', changes: { repository: { name: { from: 'x' } } } });
    const lists = { repositories_added: [], repositories_removed: [], repository_selection: 'selected' };
    await tell(added, 'installation_repositories', { action: 'removed', ...lists });
    const kept = await Promise.all(
      [renamed, added, other].map((origin) => bench.store.memory.get('ledger-host', keyOf(origin))),
    );
    expect(kept).toEqual([0, 0, 9].map((at) => ({ value: host, at })));
  });

  test('of the floor has another default branch: another file is the floor', async () => {
    const origin = newOrigin('.github');
    await tell(origin, 'repository', { action: 'edited', changes: { default_branch: { from: 'master' } } });
    expect(await sweepsOf(bench, origin)).toEqual([look(origin), everything(origin)]);
  });
});

describe('custom properties', () => {
  const changed = { action: 'updated', new_property_values: [], old_property_values: [] };
  const remember = async ({ place }: Origin, properties: boolean): Promise<void> =>
    await bench.store.memory.set('needs', `${place.repository.id}:main`, { ...noNeeds, properties }, 0);
  const markOf = async ({ place }: Origin) =>
    await bench.store.memory.get('properties-changed', String(place.repository.id));

  test('are old from now on, and have those judged again whose policy asks for them', async () => {
    const [asked, unasked, unknown] = [newOrigin(), newOrigin(), newOrigin()];
    await remember(asked, true);
    await remember(unasked, false);
    for (const origin of [asked, unasked, unknown]) await tell(origin, 'custom_property_values', changed);
    expect([await sweepsOf(bench, asked), await sweepsOf(bench, unasked), await sweepsOf(bench, unknown)]).toEqual([
      [look(asked)],
      [],
      [],
    ]);
    for (const origin of [asked, unasked, unknown]) expect(await markOf(origin)).not.toBeNull();
  });
});

describe('the floor', () => {
  const change = (origin: Origin, action: 'added' | 'removed') => {
    const { repository } = origin.place;
    const named = [{ id: repository.id, full_name: `${repository.owner}/${repository.name}` }];
    const none = { repositories_added: [], repositories_removed: [] };
    return tell(origin, 'installation_repositories', { ...none, action, [`repositories_${action}`]: named });
  };

  test('that the app may read from now on, or no longer, concerns the whole installation', async () => {
    const [come, gone, other] = [newOrigin('.github'), newOrigin('.github'), newOrigin()];
    await change(come, 'added');
    await change(gone, 'removed');
    await change(other, 'removed');
    expect(await sweepsOf(bench, come)).toEqual([look(come), everything(come)]);
    expect(await sweepsOf(bench, gone)).toEqual([everything(gone)]);
    expect(await sweepsOf(bench, other)).toEqual([]);
  });

  test('that the server’s configuration names concerns everybody as soon as the app is installed there', async () => {
    const origin = newOrigin('rules');
    const { installation, repository } = origin.place;
    const floor = { owner: repository.owner, name: repository.name };
    const named = { ...bench, context: { ...bench.context, config: { ...bench.context.config, floor } } };
    const repositories = [{ id: repository.id, full_name: `${repository.owner}/${repository.name}` }];
    const account = { id: 7, login: repository.owner, type: 'Organization' };
    await deliver(bench, 'installation', {
      action: 'created',
      installation: { id: installation, account },
      repositories,
    });
    await dispatchAll(named);
    const jobs = await waitingJobs(bench.database, 'sweep');
    expect(jobs.filter(({ key }) => key.startsWith('everywhere'))).toHaveLength(1);
  });

  test('that is deleted was removed, and says so everywhere', async () => {
    const origin = newOrigin('.github');
    await tell(origin, 'repository', { action: 'deleted' });
    expect(await sweepsOf(bench, origin)).toContainEqual(everything(origin));
  });
});
