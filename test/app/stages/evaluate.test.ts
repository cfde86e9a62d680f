import { expect, test } from '@jest/globals';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { restarted } from './bench.ts';
import { CHECK, type Change, flushOnce, judge, readActs, runThrough, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();

const retitle = (shop: Shop, { number }: Change, title: string): Promise<unknown> =>
  scene.github.editPullRequest({ repository: shop.name, number, title, as: scene.sample.owner.login });

test('verdict, entry and the wish to flush are stored; the same facts are not recorded twice', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  await judge(scene.context, change);
  expect(await scene.store.subjects.read(change.key)).toMatchObject({
    judged: 1,
    verdict: { head: change.head, base: 'main', result: 'allow', checkName: CHECK },
  });
  const { id } = await shop.ledger();
  expect(await waitingJobs(scene.database, 'flush', String(id))).toHaveLength(1);
  expect(await waitingJobs(scene.database, 'report', change.key)).toHaveLength(0);
  await judge(scene.context, change);
  await flushOnce(scene.context, shop);
  expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision']);
});

test('no red waits for a record', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('no ticket');
  await judge(scene.context, change);
  const [job] = await waitingJobs(scene.database, 'report', change.key);
  expect(job?.due).toBeLessThanOrEqual(1500);
});

test('a red that nobody asked for takes its turn, one that somebody waits for does not', async () => {
  const shop = await scene.shop();
  const config = { ...scene.context.config, ledger: { ...scene.context.config.ledger, window: 10_000 } };
  const dueOf = async (guids: readonly string[]): Promise<number | undefined> => {
    const { subject, key } = await shop.propose('no ticket');
    await scene.store.subjects.touch([{ subject, guids, priority: 0 }]);
    await evaluate({ ...scene.context, config }, key);
    return (await waitingJobs(scene.database, 'report', key))[0]?.due;
  };
  expect(await dueOf([])).toBeGreaterThan(10_000);
  expect(await dueOf(['a-webhook'])).toBeLessThanOrEqual(1_500);
});

test('a green that no longer holds is gone before the red is stored', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  await runThrough(scene.context, { shop, change });
  await retitle(shop, change, 'no ticket');
  await touch(scene.context, change);
  const settle = () => Promise.reject(new Error('the process ends here'));
  const store = { ...scene.store, subjects: { ...scene.store.subjects, settle } };
  await expect(evaluate({ ...scene.context, store }, change.key)).rejects.toThrow('ends here');
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(run).toMatchObject({ status: 'in_progress', conclusion: null });
  expect((await scene.store.subjects.read(change.key))?.verdict?.result).toBe('allow');
});

test('without a policy nobody says anything; a closed pull request is not judged', async () => {
  const shop = await scene.shop();
  const quiet = await shop.propose('no ticket');
  await scene.github.setPullRequestState({ repository: shop.name, number: quiet.number, state: 'closed' });
  await judge(scene.context, quiet);
  expect(await scene.store.subjects.read(quiet.key)).toMatchObject({ open: false, judged: 1 });

  const bare = await scene.shop({ '.github/countersign.yml': null });
  const change = await bare.propose('no ticket');
  await judge(scene.context, change);
  expect(await scene.store.subjects.read(change.key)).toMatchObject({ open: true, verdict: { checkName: '' } });
  expect((await bare.ledger()).pending).toBe(0);
});

test('what GitHub does not show is looked for again, then dropped until it is touched', async () => {
  const shop = await scene.shop();
  const { subject } = await shop.propose('SHOP-1');
  const gone = { subject: { ...subject, number: 999, key: subject.key.replace(/\d+$/, '999') } };
  const context = restarted(scene.context);
  await touch(context, gone);
  for (let look = 1; look <= 3; look++) {
    await evaluate(context, gone.subject.key);
    expect(await scene.store.subjects.read(gone.subject.key)).toMatchObject({ judged: 0 });
  }
  await evaluate(context, gone.subject.key);
  expect(await scene.store.subjects.read(gone.subject.key)).toMatchObject({ open: false, judged: 1, verdict: null });
});

test('whoever shared the run that a change left is reported again', async () => {
  const shop = await scene.shop();
  const first = await shop.propose('SHOP-1 one');
  const ref = 'refs/heads/two';
  await scene.github.moveRef({ repository: shop.name, ref, oid: first.head, as: scene.sample.owner.login });
  const second = await shop.open('two', 'no ticket');
  for (const change of [first, second]) await runThrough(scene.context, { shop, change });
  const [shared] = await scene.github.checkRuns({ repository: shop.name, sha: first.head });
  expect(shared?.conclusion).toBe('failure');
  await scene.github.pushCommit({ repository: shop.name, branch: 'two', files: { 'b.txt': 'b\n' } });
  await scene.database.query("delete from countersign_jobs.job where name = 'report'");
  await judge(scene.context, second);
  expect(await waitingJobs(scene.database, 'report', first.key)).toHaveLength(1);
  await report(scene.context, first.key);
  const [left] = await scene.github.checkRuns({ repository: shop.name, sha: first.head });
  expect(left?.conclusion).toBe('success');
});
