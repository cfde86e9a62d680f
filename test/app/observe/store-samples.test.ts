import { expect, test } from '@jest/globals';
import { METRICS } from '../../../src/app/observe/metric-list.ts';
import { secondsSince, storeSamples } from '../../../src/app/observe/store-samples.ts';
import { busy } from './store-figures.ts';

const valueOf = (name: string, labels: object = {}): number | undefined =>
  storeSamples(busy).find(
    (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels?.[key] === value),
  )?.value;

test('what waits is counted, and its age is in seconds', () => {
  expect(valueOf('countersign_deliveries_waiting')).toBe(3);
  expect(valueOf('countersign_deliveries_oldest_waiting_seconds')).toBe(10);
  expect(valueOf('countersign_ledger_oldest_unpublished_seconds')).toBe(30);
  expect(valueOf('countersign_jobs', { queue: 'evaluate', state: 'delayed' })).toBe(2);
  expect(valueOf('countersign_jobs', { queue: 'evaluate', state: 'failed' })).toBe(1);
  expect(valueOf('countersign_jobs_oldest_waiting_seconds', { queue: 'evaluate' })).toBe(2);
  expect(valueOf('countersign_witness_behind_ledgers', { witness: 'witness.example/east' })).toBe(2);
});

test('an instant of another machine that lies ahead has no age', () => {
  expect(valueOf('countersign_evidence_oldest_waiting_seconds')).toBe(0);
  expect(secondsSince(null, 5)).toBe(0);
});

test('every sample has the labels that its figure has', () => {
  for (const { name, labels = {} } of storeSamples(busy)) expect(Object.keys(labels)).toEqual(METRICS[name].labels);
});
