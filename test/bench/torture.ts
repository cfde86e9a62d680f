import { describeOutcome } from '../torture/report.ts';
import { run } from '../torture/run.ts';
import type { Figure } from './figure.ts';

const DELIVERIES = 10_000;

/** `npm run torture` at its full size: two processes on PostgreSQL, twenty repositories, killed twenty times. */
export async function measureTorture(): Promise<readonly Figure[]> {
  const options = {
    seed: 1,
    deliveries: DELIVERIES,
    database: 'postgres',
    processes: 2,
    organizations: 4,
    repositories: 5,
    kills: 20,
    share: 0.02,
    speed: 8,
    patience: 600_000,
    say: (line: string) => void process.stderr.write(`${line}\n`),
  } as const;
  const outcome = await run(options);
  process.stderr.write(`${describeOutcome(options, outcome)}\n`);
  const { broken, passed, entries, judged, took } = outcome;
  const seconds = Object.values(took).reduce((sum, each) => sum + each, 0);
  const how = `${passed.deliveries} deliveries, ${passed.kills} kills, ${entries} entries, ${judged} open pull requests judged from scratch, ${Math.round(seconds)} s`;
  return [{ name: 'broken invariants', value: broken.length, unit: '', reach: { is: '≤', value: 0 }, how }];
}
