import { beforeEach, expect, test } from '@jest/globals';
import { lookAtSilent } from '../../src/app/silent-bases.ts';
import { subjectRef, waitingJobs } from '../store/fixture.ts';
import { requireCheck } from './stages/required-check.ts';
import { CHECK, type Change, judge, runThrough, type Shop, useScene } from './stages/scene.ts';

const scene = useScene();

/** What other tests left would be looked at as well. */
beforeEach(async () => {
  await scene.database.query('delete from countersign.subject');
  await scene.database.query('delete from countersign.backlog');
  await scene.database.query('delete from countersign.backlog_pace');
  await scene.database.query("delete from countersign_jobs.job where name = 'sweep'");
});

async function silent(): Promise<{ shop: Shop; change: Change }> {
  const shop = await scene.shop({ '.github/countersign.yml': null });
  const change = await shop.propose('anything');
  await judge(scene.context, change);
  expect(await scene.store.subjects.read(change.key)).toMatchObject({ verdict: { checkName: '' } });
  return { shop, change };
}

const generationOf = async ({ key }: Change) => (await scene.store.subjects.read(key))?.generation;

test('where the check is required by now, what is open is judged again and passes; elsewhere nothing happens', async () => {
  const [asked, other] = [await silent(), await silent()];
  await requireCheck(scene, asked.shop);
  await lookAtSilent(scene.context, null);
  expect([await generationOf(asked.change), await generationOf(other.change)]).toEqual([2, 1]);
  await runThrough(scene.context, asked);
  const [run] = await scene.github.checkRuns({ repository: asked.shop.name, sha: asked.change.head });
  expect(run).toMatchObject({ name: CHECK, conclusion: 'success', title: 'No policy applies here' });
});

test('one query for each base, however much is open on it', async () => {
  const { shop } = await silent();
  await judge(scene.context, await shop.propose('another'));
  await requireCheck(scene, shop);
  await scene.github.resetStats();
  await lookAtSilent(scene.context, null);
  expect((await scene.github.stats()).total).toBe(1);
});

test('a base that cannot be read keeps the others from nothing', async () => {
  const { shop, change } = await silent();
  const gone = subjectRef({ repositoryId: 1, number: 1 });
  await scene.store.subjects.touch([{ subject: gone, guids: [], priority: 0 }]);
  await scene.database.query(
    `update countersign.subject set head = 'h', base = 'main', check_name = '', result = 'none', verdict = '{}', judged = 1 where key = $1`,
    [gone.key],
  );
  await requireCheck(scene, shop);
  await lookAtSilent(scene.context, null);
  expect(await generationOf(change)).toBe(2);
});

test('many bases are looked at a slice at a time', async () => {
  for (let id = 1; id <= 21; id++) {
    const subject = subjectRef({ repositoryId: 10_000_000 + id, number: 1 });
    await scene.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
  }
  await scene.database.query(
    `update countersign.subject set head = 'h', base = 'main', check_name = '', result = 'none', verdict = '{}', judged = 1`,
  );
  await lookAtSilent(scene.context, null);
  const [job] = await waitingJobs(scene.database, 'sweep', 'silent');
  expect(job?.due).toBeGreaterThan(10_000);
  const [row] = await scene.database.query<{ id: number }>(
    `select (data->'data'->'after'->'repository'->>'id')::int as id from countersign_jobs.job where data->>'key' = 'silent'`,
  );
  expect(row?.id).toBe(10_000_020);
});
