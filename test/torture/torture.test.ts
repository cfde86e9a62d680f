import { expect, test } from '@jest/globals';
import { describeOutcome } from './report.ts';
import { run } from './run.ts';

/** `npm run torture`, shorter: with its 2,000 deliveries the gate would take more than its quarter of an hour. */
test('whatever goes wrong, afterwards everything is as if nothing had', async () => {
  const options = {
    seed: 20_261_121,
    deliveries: 80,
    database: 'postgres',
    processes: 2,
    organizations: 2,
    repositories: 3,
    kills: 2,
    share: 0.02,
    speed: 8,
    patience: 300_000,
    say: () => undefined,
  } as const;
  const outcome = await run(options);
  expect(describeOutcome(options, outcome)).toContain('every invariant holds');
  expect(outcome.passed).toMatchObject({ kills: 2 });
  expect(outcome.passed.deliveries).toBeGreaterThanOrEqual(80);
  expect(outcome.judged).toBeGreaterThan(0);
}, 600_000);
