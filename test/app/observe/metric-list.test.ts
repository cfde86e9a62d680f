import { describe, expect, test } from '@jest/globals';
import { METRICS, type Metric } from '../../../src/app/observe/metric-list.ts';

/** The conventions of Prometheus: what promtool would complain about. */
describe.each<[string, Metric]>(Object.entries(METRICS))('%s', (name, { kind, help, labels, buckets }) => {
  test('is named as its kind asks for', () => {
    expect(name).toMatch(/^countersign(_[a-z]+)+$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    expect(name).not.toMatch(/_(count|sum|bucket|milliseconds)$/);
  });
  test('says what it is, and by what it is told apart', () => {
    expect(help).not.toBe('');
    for (const label of labels) {
      expect(label).toMatch(/^[a-z]+$/);
      expect(['repository', 'subject', 'delivery', 'login', 'le', 'job', 'instance']).not.toContain(label);
    }
  });
  test('has buckets that rise, where it has any', () => {
    expect(buckets !== undefined).toBe(kind === 'histogram');
    expect([...(buckets ?? [])].toSorted((a, b) => a - b)).toEqual([...(buckets ?? [])]);
  });
});
