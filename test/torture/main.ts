import { parseArgs } from 'node:util';
import { describeOutcome } from './report.ts';
import { run } from './run.ts';
import { soak } from './soak.ts';

/**
 * `npm run torture -- --deliveries N --seed S [--database pglite|postgres] [--processes 1|2]`: a storm, and what must hold
 * after it. `--rate R --minutes M`: a steady load instead, with memory and queue age.
 */
const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'postgres' },
    processes: { type: 'string' },
    kills: { type: 'string' },
    speed: { type: 'string', default: '8' },
    rate: { type: 'string' },
    minutes: { type: 'string', default: '30' },
  },
});
const database = values.database === 'pglite' ? 'pglite' : 'postgres';
const deliveries = Number(values.deliveries);
const common = { seed: Number(values.seed), database, organizations: 4, repositories: 5 } as const;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

if (values.rate === undefined) {
  const options = {
    ...common,
    deliveries,
    processes: Number(values.processes ?? (database === 'pglite' ? 1 : 2)),
    kills: Number(values.kills ?? Math.min(20, Math.ceil(deliveries / 100))),
    share: 0.02,
    speed: Number(values.speed),
    patience: 120_000,
    say,
  };
  const outcome = await run(options);
  process.stdout.write(`${describeOutcome(options, outcome)}\n`);
  process.exit(outcome.broken.length === 0 ? 0 : 1);
} else {
  const { rate, minutes } = values;
  // As many installations: what an hour allows one of them is less than so many repositories use.
  const load = { rate: Number(rate), minutes: Number(minutes), organizations: 20, repositories: 1 };
  process.stdout.write(`${await soak({ ...common, ...load, say })}\n`);
  process.exit(0);
}
