import { expect, test } from '@jest/globals';
import { flush } from '../../../src/app/stages/flush.ts';
import type { FlushPace } from '../../../src/app/stages/pace.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { entryOf } from './bench.ts';
import { BRANCH, useScene } from './scene.ts';
import { askOnce, type Begun, beginWitnessed, noteOn, useWitnesses } from './witnessed.ts';

/** When cosignatures get a commit of their own, and when they ride with another. */

const scene = useScene();
const witnessing = useWitnesses();

const paceOf = (wait: FlushPace['wait']): FlushPace & { readonly commits: () => number } => {
  let commits = 0;
  return {
    wait,
    went: () => void (commits += 1),
    waitForEvidence: () => 0,
    evidenceWent: () => undefined,
    commits: () => commits,
  };
};
const flushWith = async ({ context, shop }: Begun, pace: FlushPace): Promise<void> =>
  await flush({ context, pace }, (await shop.ledger()).id);
const commits = async ({ shop }: Begun) => (await scene.github.log({ repository: shop.name, revision: BRANCH })).length;

test('one commit is enough where entries go out at the same moment', async () => {
  const begun = await beginWitnessed(scene, witnessing, witnessing.config());
  await askOnce(begun.context, begun.shop);
  const ledger = await begun.shop.ledger();
  await scene.store.ledgers.add(ledger.id, entryOf(begun.context, ledger, 1), []);
  const pace = paceOf(() => 0);
  await flushWith(begun, pace);
  expect([pace.commits(), await commits(begun)]).toEqual([1, 2]);
  expect(noteOn(begun, paths.witnessed)).toMatchObject({ size: 3 });
  expect(noteOn(begun, paths.checkpoint)).toMatchObject({ size: 4, by: [] });
});

test('who waits for them does not wait for the window, and the commit counts in the hour', async () => {
  const begun = await beginWitnessed(scene, witnessing, witnessing.config());
  await askOnce(begun.context, begun.shop);
  const ledger = await begun.shop.ledger();
  await scene.store.ledgers.add(ledger.id, entryOf(begun.context, ledger, 1), []);
  const closed = paceOf(({ published }) => (published.at === null ? 0 : 10_000));
  await flushWith(begun, closed);
  expect([closed.commits(), await commits(begun)]).toEqual([1, 2]);
  expect(noteOn(begun, paths.checkpoint)).toMatchObject({ size: 3, by: ['W1', 'W2'] });
});

test('when the hour is full they wait like everything else', async () => {
  const begun = await beginWitnessed(scene, witnessing, witnessing.config());
  await askOnce(begun.context, begun.shop);
  await scene.database.query("delete from countersign_jobs.job where name = 'flush'");
  const full = paceOf(() => 60_000);
  await flushWith(begun, full);
  expect([full.commits(), await commits(begun)]).toEqual([0, 1]);
  const { id } = await begun.shop.ledger();
  expect(await waitingJobs(scene.database, 'flush', String(id))).toHaveLength(1);
});
