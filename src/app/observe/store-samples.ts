import { type Instant, SECOND } from '../../base/clock.ts';
import type { StoreFigures, Waiting } from '../../store/store.ts';
import type { MetricName, Sample } from './metric-list.ts';

/** What the database holds, as figures. An age is 0 when nothing waits. */
export function storeSamples(store: StoreFigures): readonly Sample[] {
  const { now, deliveries, subjects, backlog, queues, ledgers, evidence, witnesses } = store;
  const waiting = (count: MetricName, age: MetricName, of: Waiting): readonly Sample[] => [
    { name: count, value: of.count },
    { name: age, value: secondsSince(of.oldest, now) },
  ];
  return [
    ...waiting('countersign_deliveries_waiting', 'countersign_deliveries_oldest_waiting_seconds', deliveries),
    ...waiting('countersign_subjects_waiting', 'countersign_subjects_oldest_waiting_seconds', subjects),
    ...waiting('countersign_backlog_waiting', 'countersign_backlog_oldest_waiting_seconds', backlog),
    ...waiting('countersign_evidence_waiting', 'countersign_evidence_oldest_waiting_seconds', evidence),
    ...waiting(
      'countersign_ledger_unpublished_entries',
      'countersign_ledger_oldest_unpublished_seconds',
      ledgers.unpublished,
    ),
    { name: 'countersign_ledgers', value: ledgers.count },
    { name: 'countersign_ledgers_lagging', value: ledgers.lagging },
    { name: 'countersign_ledgers_unwitnessed', value: ledgers.unwitnessed },
    ...queues.flatMap(({ queue, ...jobs }): readonly Sample[] => [
      { name: 'countersign_jobs', labels: { queue, state: 'waiting' }, value: jobs.waiting.count },
      { name: 'countersign_jobs', labels: { queue, state: 'delayed' }, value: jobs.delayed },
      { name: 'countersign_jobs', labels: { queue, state: 'active' }, value: jobs.active },
      { name: 'countersign_jobs', labels: { queue, state: 'failed' }, value: jobs.failed },
      {
        name: 'countersign_jobs_oldest_waiting_seconds',
        labels: { queue },
        value: secondsSince(jobs.waiting.oldest, now),
      },
    ]),
    ...witnesses.flatMap(({ name: witness, failing, behind }): readonly Sample[] => [
      { name: 'countersign_witness_failing_ledgers', labels: { witness }, value: failing },
      { name: 'countersign_witness_behind_ledgers', labels: { witness }, value: behind },
    ]),
  ];
}

/** Instants come from several machines: one that lies ahead is no age below nothing. */
export function secondsSince(at: Instant | null, now: Instant): number {
  return at === null ? 0 : Math.max(0, now - at) / SECOND;
}
