import { expect, test } from '@jest/globals';
import { describeOutcome } from './report.ts';
import { run } from './run.ts';

/** What `npm run torture` does by itself. */
test('whatever goes wrong, afterwards everything is as if nothing had', async () => {
  const options = {
    seed: 20_261_121,
    deliveries: 2_000,
    database: 'postgres',
    processes: 2,
    organizations: 4,
    repositories: 5,
    kills: 20,
    share: 0.02,
    speed: 8,
    patience: 300_000,
    say: () => undefined,
  } as const;
  const outcome = await run(options);
  expect(describeOutcome(options, outcome)).toContain('every invariant holds');
  expect(outcome.passed).toMatchObject({ kills: 20 });
  expect(outcome.passed.deliveries).toBeGreaterThanOrEqual(2_000);
  expect(outcome.judged).toBeGreaterThan(0);
}, 600_000);
