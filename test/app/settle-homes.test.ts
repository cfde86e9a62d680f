import { expect, test } from '@jest/globals';
import type { Context } from '../../src/app/context.ts';
import { settleHomes } from '../../src/app/settle-homes.ts';
import { waitingJobs } from '../store/fixture.ts';
import { flushAll, ledgerIn, openAudit } from './stages/audit.ts';
import { restarted } from './stages/bench.ts';
import { useScene } from './stages/scene.ts';

const scene = useScene();

/** As far as the jobs lead. */
async function settleAll(context: Context): Promise<void> {
  for (const { repository } of [{ repository: { id: 0 } }, ...(await context.store.homes.list(0, 1000))])
    await settleHomes(context, repository.id);
}

test('repositories in which nobody works move as well, and back; what is open there is judged again', async () => {
  const shops = [await scene.begun(), await scene.begun()];
  const audit = await openAudit(scene);
  await settleAll(audit.context);
  await flushAll(audit.context);
  const shared = await ledgerIn(audit.context, audit.id);
  for (const { shop } of shops) {
    const { id } = shop.place.repository;
    expect(await shop.ledger()).toMatchObject({ endedBy: shared.origin, pending: 0 });
    expect((await scene.store.homes.read(id))?.ledger.id).toBe(shared.id);
    const key = `repositories:${shop.place.installation}:${id}`;
    expect(await waitingJobs(scene.database, 'sweep', key)).toHaveLength(1);
  }
  await settleAll(restarted(scene.context));
  for (const { shop } of shops) expect(await shop.ledger()).toMatchObject({ endedBy: null });
  expect(await ledgerIn(scene.context, audit.id)).toMatchObject({ endedBy: expect.any(String) });
});

test('a setting that names nobody, or a repository that is not there, is said at the start', async () => {
  const said: string[] = [];
  const say = (_: unknown, message: string): void => void said.push(message);
  const { config, log } = scene.context;
  const owner = scene.sample.organization;
  const repositories = [
    { owner: 'somebody-else', name: 'audit' },
    { owner, name: 'nowhere' },
  ];
  const ledger = { ...config.ledger, repositories };
  const context = restarted({
    ...scene.context,
    config: { ...config, ledger },
    log: { ...log, warn: say, error: say },
  });
  await settleHomes(context, 0);
  expect(said.slice(0, 2)).toEqual([
    `Nothing of ${owner} is recorded: The ledger belongs into ${owner}/nowhere, which this installation does not hold`,
    'COUNTERSIGN_LEDGER_REPOSITORY names an owner that has not installed the app',
  ]);
});

test('where the configuration wants nothing else, nobody is asked', async () => {
  await scene.begun();
  await settleAll(restarted(scene.context));
  const never = new Proxy({} as Context['forge'], {
    get: () => {
      throw new Error('nobody is to be asked');
    },
  });
  await settleAll({ ...restarted(scene.context), forge: never });
});

test('one that cannot move stays where it is, and the others move', async () => {
  const [gone, there] = [await scene.begun(), await scene.begun()];
  const audit = await openAudit(scene);
  const { repository, installation } = gone.shop.place;
  const own = await gone.shop.ledger();
  // Installed anew meanwhile: the next event tells as what.
  const move = { repository, installation: 1, from: own.id, to: own.id, scope: own.scope, entries: [] };
  expect(await scene.store.homes.move(move)).toBe(true);
  await settleAll(audit.context);
  expect(await gone.shop.ledger()).toMatchObject({ endedBy: null, installation });
  expect(await there.shop.ledger()).toMatchObject({ endedBy: expect.any(String) });
});
