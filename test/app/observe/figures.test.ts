import { describe, expect, test } from '@jest/globals';
import { createFigures, type Figures } from '../../../src/app/observe/figures.ts';
import type { GithubFigures } from '../../../src/app/observe/github-figures.ts';
import { METRICS } from '../../../src/app/observe/metric-list.ts';
import { atRest, busy } from './store-figures.ts';

const silent: GithubFigures = { budgets: [], lastAnswer: null, lastFailure: null };
const budget = { installation: 7, resource: 'core', remaining: 4321, limit: 5000, resetAt: 2_000_000 };

/** Lines without comments. */
const lines = async (
  figures: Figures,
  store = busy as typeof busy | null,
  github = silent,
): Promise<readonly string[]> =>
  (await figures.expose(store, github)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('every figure of the list is there, with its help and kind', async () => {
  const text = await createFigures({ process: false }).expose(busy, { ...silent, budgets: [budget], lastAnswer: 1 });
  for (const [name, { help, kind }] of Object.entries(METRICS)) {
    expect(text).toContain(`# HELP ${name} ${help}\n`);
    expect(text).toContain(`# TYPE ${name} ${kind}\n`);
  }
});

test('counts and durations add up', async () => {
  const figures = createFigures({ process: false });
  figures.count('countersign_evaluations_total', { verdict: 'allow' });
  figures.count('countersign_evaluations_total', { verdict: 'allow' });
  figures.observe('countersign_flush_entries', 7);
  const text = await lines(figures);
  expect(text).toContain('countersign_evaluations_total{verdict="allow"} 2');
  expect(text).toContain('countersign_flush_entries_bucket{le="10"} 1');
  expect(text).toContain('countersign_flush_entries_bucket{le="5"} 0');
});

test('what an alert waits for is there before it happens', async () => {
  const text = await lines(createFigures({ process: false }));
  expect(text).toContain('countersign_deliveries_refused_total{reason="store.unavailable"} 0');
});

test('a gauge cannot be counted, nor a counter observed', async () => {
  const figures = createFigures({ process: false });
  figures.count('countersign_jobs', { queue: 'flush', state: 'active' });
  figures.observe('countersign_evaluations_total', 5);
  const text = await lines(figures, atRest);
  expect(text.filter((line) => line.startsWith('countersign_jobs{'))).toEqual([]);
  expect(text.filter((line) => line.startsWith('countersign_evaluations_total{'))).toEqual([]);
});

describe('what is not known', () => {
  test('of the database is missing, not nothing; it comes back with the database', async () => {
    const figures = createFigures({ process: false });
    expect(await lines(figures)).toContain('countersign_deliveries_waiting 3');
    const away = await lines(figures, null);
    expect(away).toContain('countersign_database_up 0');
    expect(away.filter((line) => line.startsWith('countersign_deliveries_waiting'))).toEqual([]);
    expect(away.filter((line) => line.startsWith('countersign_jobs{'))).toEqual([]);
    const back = await lines(figures, atRest);
    expect(back).toEqual(expect.arrayContaining(['countersign_database_up 1', 'countersign_deliveries_waiting 0']));
  });

  test('of GitHub is missing; a budget that is over goes', async () => {
    const figures = createFigures({ process: false });
    const known = await lines(figures, busy, { ...silent, budgets: [budget], lastAnswer: 5000 });
    expect(known).toContain('countersign_github_rate_limit_remaining{installation="7",resource="core"} 4321');
    expect(known).toContain('countersign_github_last_answer_timestamp_seconds 5');
    const unknown = await lines(figures);
    expect(unknown.filter((line) => /rate_limit|last_answer/.test(line))).toEqual([]);
  });
});

test('figures of the process are there when they are asked for', async () => {
  const isOfProcess = (line: string): boolean => line.startsWith('process_resident_memory_bytes');
  expect((await lines(createFigures({ process: true }))).some(isOfProcess)).toBe(true);
  expect((await lines(createFigures({ process: false }))).some(isOfProcess)).toBe(false);
  expect(createFigures({ process: false }).contentType).toContain('text/plain');
});
