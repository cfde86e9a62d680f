import { describe, expect, test } from '@jest/globals';
import type { Pace, SubjectRef } from '../../../src/store/store.ts';
import { type Fixture, fresh, subjectRef } from '../fixture.ts';
import { subjectScene } from './subject-scene.ts';

export function describeBacklog(fixture: Fixture): void {
  const { touched: touch, take, jobs } = subjectScene(fixture);
  const pace: Pace = { slice: 2, rate: 5, priority: 5 };
  const many = (installation: number, ...numbers: readonly number[]): readonly SubjectRef[] => {
    const repositoryId = fresh();
    return numbers.map((number) => ({ ...subjectRef({ repositoryId, number }), installation }));
  };
  const generations = async (subjects: readonly SubjectRef[]): Promise<readonly number[]> => {
    const read = await Promise.all(subjects.map(async ({ key }) => await fixture.store.subjects.read(key)));
    return read.map((stored) => stored?.generation ?? 0);
  };
  /** As if what left until now had left so much earlier. */
  const letTimePass = async (installation: number, milliseconds: number): Promise<void> => {
    await fixture.database.query(
      `update countersign.backlog_pace set slices = (
         select coalesce(json_agg(json_build_array((s->>0)::bigint - $2, s->1)), '[]')::text from json_array_elements(slices::json) s)
       where installation = $1`,
      [installation, milliseconds],
    );
  };

  describe('the backlog', () => {
    test('lets the newest go first, a slice at a time, with a job each', async () => {
      const { backlog } = fixture.store;
      const installation = fresh();
      const subjects = many(installation, 1, 2, 3);
      await backlog.add(subjects);
      expect(await generations(subjects)).toEqual([0, 0, 0]);
      expect(await backlog.release(installation, pace)).toMatchObject({ touched: 2, left: 1 });
      expect(await generations(subjects)).toEqual([0, 1, 1]);
      expect(await jobs(subjects[2] as SubjectRef)).toHaveLength(1);
      expect(await backlog.release(installation, pace)).toMatchObject({ touched: 1, left: 0 });
      expect(await backlog.release(installation, pace)).toMatchObject({ touched: 0, left: 0 });
      expect(await generations(subjects)).toEqual([1, 1, 1]);
    });

    test('never lets more than the rate go within a minute, however often it is asked', async () => {
      const { backlog } = fixture.store;
      const installation = fresh();
      await backlog.add(many(installation, 1, 2, 3, 4, 5, 6, 7, 8));
      const released = await Promise.all([1, 2, 3, 4, 5].map(async () => await backlog.release(installation, pace)));
      expect(released.reduce((sum, each) => sum + each.touched, 0)).toBe(5);
      const full = await backlog.release(installation, pace);
      expect(full).toMatchObject({ touched: 0, left: 3 });
      expect(full.wait).toBeGreaterThan(55_000);
      await letTimePass(installation, 61_000);
      expect(await backlog.release(installation, pace)).toMatchObject({ touched: 2, left: 1 });
    });

    test('says when the next may go: evenly over the minute', async () => {
      const { backlog } = fixture.store;
      const installation = fresh();
      await backlog.add(many(installation, 1, 2, 3));
      const { wait } = await backlog.release(installation, pace);
      expect(wait).toBeGreaterThan(23_000);
      expect(wait).toBeLessThanOrEqual(24_000);
    });

    test('holds nobody twice, and who waited before goes before who came later', async () => {
      const { backlog } = fixture.store;
      const installation = fresh();
      const [first, second] = many(installation, 1, 9) as readonly [SubjectRef, SubjectRef];
      await backlog.add([first]);
      await nextMillisecond();
      await backlog.add([second, first, first]);
      expect(await backlog.release(installation, { ...pace, slice: 1 })).toMatchObject({ touched: 1, left: 1 });
      expect(await generations([first, second])).toEqual([1, 0]);
    });

    test('forgets what was touched meanwhile, unless it is wished for once more', async () => {
      const { backlog } = fixture.store;
      const installation = fresh();
      const [pushed, again] = many(installation, 1, 2) as readonly [SubjectRef, SubjectRef];
      await backlog.add([pushed, again]);
      await fixture.database.query(
        'update countersign.backlog set since = since - 1000, at = at - 1000 where installation = $1',
        [installation],
      );
      for (const subject of [pushed, again]) await touch(subject);
      await fixture.database.query(
        'update countersign.subject set touched_at = touched_at - 500 where installation = $1',
        [installation],
      );
      await backlog.add([again]);
      expect(await backlog.release(installation, pace)).toMatchObject({ touched: 1, left: 0 });
      expect(await generations([pushed, again])).toEqual([1, 2]);
      expect((await take(pushed)).generation).toBe(1);
    });

    test('keeps installations apart, and follows a subject to another one', async () => {
      const { backlog } = fixture.store;
      const [here, there] = [fresh(), fresh()];
      const [subject] = many(here, 1) as readonly [SubjectRef];
      await backlog.add([subject]);
      await backlog.add([{ ...subject, installation: there, repository: { ...subject.repository, name: 'renamed' } }]);
      expect(await backlog.release(here, pace)).toEqual({ touched: 0, left: 0, wait: 0 });
      expect(await backlog.release(there, pace)).toMatchObject({ touched: 1 });
      expect((await fixture.store.subjects.read(subject.key))?.subject.repository.name).toBe('renamed');
    });

    test('names installations whose job is lost', async () => {
      const { backlog } = fixture.store;
      const [lost, busy, done] = [fresh(), fresh(), fresh()];
      for (const installation of [lost, busy, done]) await backlog.add(many(installation, 1, 2, 3));
      await fixture.database.query('update countersign.backlog set at = at - 120000');
      await backlog.release(busy, pace);
      await backlog.release(done, { ...pace, slice: 3 });
      await letTimePass(done, 120_000);
      const stalled = await backlog.stalled(60_000);
      expect(stalled).toContain(lost);
      expect(stalled).not.toContain(busy);
      expect(stalled).not.toContain(done);
      await letTimePass(busy, 120_000);
      expect(await backlog.stalled(60_000)).toContain(busy);
    });
  });
}

/** The order of those that came within one millisecond is another one. */
const nextMillisecond = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 3));
