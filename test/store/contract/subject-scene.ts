import type { Lease, Settled, SubjectRef } from '../../../src/store/store.ts';
import { type Fixture, fresh, waitingJobs } from '../fixture.ts';

export const settled = (fields: Partial<Settled> = {}): Settled => ({
  head: 'a'.repeat(40),
  base: 'main',
  checkName: 'countersign: main',
  open: true,
  result: 'deny',
  verdict: { result: 'deny', text: 'nul \u0000 and "quotes"' },
  validUntil: null,
  recordedDigest: 'digest',
  evidence: [],
  ledger: null,
  entries: [],
  reportAfter: null,
  ...fields,
});

export const LEASE = 60_000;

/** What every suite about subjects does. */
export function subjectScene(fixture: Fixture) {
  const touched = async (subject: SubjectRef, guid = `guid-${fresh()}`): Promise<void> =>
    await fixture.store.subjects.touch([{ subject, guids: [guid], priority: 0 }]);
  const take = async ({ key }: SubjectRef, owner = 'judge', leaseFor = LEASE): Promise<Lease> => {
    const lease = await fixture.store.subjects.take(key, owner, leaseFor);
    if (lease === null) throw new Error(`no lease of ${key}`);
    return lease;
  };
  const jobs = async ({ key }: SubjectRef, queue = 'evaluate') => await waitingJobs(fixture.database, queue, key);
  /** As if the queue had handed them out. */
  const useUpJobs = async ({ key }: SubjectRef): Promise<void> =>
    void (await fixture.database.query(`delete from countersign_jobs.job where data->>'key' = $1`, [key]));

  const judge = async (subject: SubjectRef, outcome: Partial<Settled> = {}): Promise<void> => {
    await touched(subject);
    await fixture.store.subjects.settle(await take(subject), settled(outcome));
  };
  return { touched, take, jobs, useUpJobs, judge };
}
