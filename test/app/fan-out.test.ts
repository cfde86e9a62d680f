import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fanOut, keepPace, pauseAfterSlice, resumeStalled, SLICE } from '../../src/app/fan-out.ts';
import { mergeGroupSubject } from '../../src/app/subject.ts';
import type { SubjectRef } from '../../src/store/store.ts';
import { fresh, subjectRef, waitingJobs } from '../store/fixture.ts';
import { type Bench, configOf, openBench } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ config: configOf({ COUNTERSIGN_SWEEP_RATE: '50' }) });
}, 60_000);
afterAll(() => bench.close());

const many = (installation: number, count: number): readonly SubjectRef[] => {
  const repositoryId = fresh();
  return Array.from({ length: count }, (_, at) => ({ ...subjectRef({ repositoryId, number: at + 1 }), installation }));
};
const paceOf = (installation: number) => waitingJobs(bench.database, 'sweep', `pace:${installation}`);

async function judgedOf(subjects: readonly SubjectRef[]): Promise<readonly number[]> {
  const read = await Promise.all(subjects.map(async ({ key }) => await bench.store.subjects.read(key)));
  return read.flatMap((stored) => (stored === null ? [] : (stored.subject.number ?? 0)));
}

test('few are judged again at once, and nothing is left to do', async () => {
  const installation = fresh();
  const subjects = many(installation, 3);
  await fanOut(bench.context, installation, subjects);
  expect(await judgedOf(subjects)).toEqual([1, 2, 3]);
  expect(await paceOf(installation)).toEqual([]);
  await fanOut(bench.context, installation, []);
  expect(await paceOf(installation)).toEqual([]);
});

test('of many the newest twenty, then after a pause the next, and never more than the rate in a minute', async () => {
  const installation = fresh();
  const subjects = many(installation, 60);
  await fanOut(bench.context, installation, subjects);
  expect(await judgedOf(subjects)).toEqual(Array.from({ length: SLICE }, (_, at) => 41 + at));
  const [next] = await paceOf(installation);
  expect(next?.due).toBeGreaterThan(20_000);
  expect(next?.due).toBeLessThanOrEqual(pauseAfterSlice(bench.context) + 1_000);
  for (let again = 0; again < 5; again++) await keepPace(bench.context, installation);
  expect(await judgedOf(subjects)).toHaveLength(50);
});

test('merge groups do not wait for their turn: a whole queue waits for them', async () => {
  const installation = fresh();
  const subjects = many(installation, 60);
  const [any] = subjects;
  if (any === undefined) throw new Error('nobody');
  const group = mergeGroupSubject(any, 'c'.repeat(40));
  await fanOut(bench.context, installation, [...subjects, group]);
  expect((await bench.store.subjects.read(group.key))?.generation).toBe(1);
  expect(await judgedOf(subjects)).toHaveLength(SLICE);
});

test('a second change while one is under way doubles nothing', async () => {
  const installation = fresh();
  const subjects = many(installation, 40);
  await fanOut(bench.context, installation, subjects);
  await fanOut(bench.context, installation, subjects);
  const [row] = await bench.database.query<{ waiting: number }>(
    'select count(*)::int as waiting from countersign.backlog where installation = $1',
    [installation],
  );
  expect(row?.waiting).toBe(20);
  expect(await judgedOf(subjects)).toHaveLength(40);
});

test('what a lost job left behind is taken up again', async () => {
  const installation = fresh();
  await fanOut(bench.context, installation, many(installation, 25));
  await bench.database.query(`delete from countersign_jobs.job where data->>'key' = $1`, [`pace:${installation}`]);
  await resumeStalled(bench.context);
  expect(await paceOf(installation)).toEqual([]);
  await bench.database.query('update countersign.backlog set at = at - 600000 where installation = $1', [installation]);
  await bench.database.query(`update countersign.backlog_pace set slices = '[]' where installation = $1`, [
    installation,
  ]);
  await resumeStalled(bench.context);
  expect(await paceOf(installation)).toHaveLength(1);
});
