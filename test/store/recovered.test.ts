import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import type { FaultCode } from '../../src/base/fault-codes.ts';
import { hurryRetries, noticeRecovery } from '../../src/store/recovered.ts';
import type { Job } from '../../src/store/store.ts';
import { onPglite, until, useStore, waitingJobs } from './fixture.ts';

const job = {} as Job;

/** Plays [second, what a job failed of]; how often something was found to be back. */
async function play(jobs: readonly (readonly [number, FaultCode | null])[]): Promise<number> {
  let [second, found] = [0, 0];
  let fails: FaultCode | null = null;
  const handle = noticeRecovery(
    async () => {
      if (fails !== null) throw new Fault(fails, 'away');
    },
    { recovered: async () => void (found += 1), now: () => second * 1_000 },
  );
  for (const [at, of] of jobs) {
    [second, fails] = [at, of];
    await handle(job).catch((error: unknown) => expect(error).toMatchObject({ code: of }));
  }
  return found;
}

describe('what was away is back', () => {
  test.each([
    [
      'with the first success after a while of failures, once',
      [
        [0, 'github.unavailable'],
        [9, 'store.unavailable'],
        [30, null],
        [31, null],
      ],
      1,
    ],
    [
      'not where others succeed all the time',
      [
        [0, 'github.unavailable'],
        [5, null],
        [6, 'github.unavailable'],
        [14, null],
      ],
      0,
    ],
    [
      'not where nothing failed',
      [
        [0, null],
        [60, null],
      ],
      0,
    ],
    [
      'not where a limit held things up, or the same would fail again',
      [
        [0, 'github.rate-limited'],
        [1, 'internal.bug'],
        [60, null],
      ],
      0,
    ],
  ] as const)('%s', async (_, jobs, found) => {
    expect(await play(jobs)).toBe(found);
  });
});

describe('jobs that waited', () => {
  const fixture = useStore(onPglite);
  const stateOf = async (key: string): Promise<string> => {
    const [row] = await fixture.database.query<{ state: string }>(
      `select state from countersign_jobs.job where data->>'key' = $1`,
      [key],
    );
    return row?.state ?? '';
  };

  test('for what was away are due at once, others stay', async () => {
    const { queue } = fixture.store;
    const codes: Readonly<Record<string, FaultCode>> = { away: 'github.unavailable', refused: 'github.forbidden' };
    for (const key of Object.keys(codes)) await queue.send('sweep', key, {});
    await queue.send('sweep', 'later', {}, { delay: 60_000 });
    await queue.work('sweep', { concurrency: 2 }, async ({ key }) => {
      throw new Fault(codes[key] ?? 'internal.bug', key);
    });
    for (const key of Object.keys(codes)) await until(async () => (await stateOf(key)) === 'retry');
    await queue.stop(1_000);
    await fixture.database.query(
      `update countersign_jobs.job set start_after = now() + interval '9 minutes' where state = 'retry'`,
    );
    expect(await hurryRetries(fixture.database, 'sweep')).toBe(1);
    const due = new Map((await waitingJobs(fixture.database, 'sweep')).map((each) => [each.key, each.due]));
    expect(due.get('away')).toBe(0);
    expect(due.get('refused')).toBeGreaterThan(60_000);
    expect(due.get('later')).toBeGreaterThan(10_000);
    expect(await hurryRetries(fixture.database, 'flush')).toBe(0);
  });
});
