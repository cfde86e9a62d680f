import { type Figure } from './figure.ts';
import { drain } from './load/checks.ts';
import { deliverAll } from './load/deliver.ts';
import { countRefused, onGround, slowDown } from './load/ground.ts';
import { describeSpent, readSpent } from './load/processor-time.ts';
import { makeScene, type Scene } from './load/scene.ts';

const INSTALLATIONS = 20;
/** Of one repository for each installation; the first is judged beforehand, so that its ledger has begun. */
const CHANGES = 101;
const REQUEST_TAKES = 50;
const PATIENCE = 300_000;

/** Deliveries to check runs as fast as one process can, GitHub's limits off. */
export async function measureThroughput(): Promise<readonly Figure[]> {
  return await onGround(async ({ github, start }) => {
    const scene = await makeScene(github, {
      organizations: INSTALLATIONS,
      repositories: [{ count: 1, changes: CHANGES }],
    });
    await github.setLimits({ enforced: false });
    await slowDown(github, REQUEST_TAKES);
    const app = await start(scene, { settings: { COUNTERSIGN_GITHUB_LIMITS: '0' } });
    const { appId } = scene.app;
    const [first, rest] = [scene.changes.filter(isFirst), scene.changes.filter((change) => !isFirst(change))];
    await deliverAll([app.url], first);
    await drain(github, { appId, until: first.length, patience: PATIENCE });
    const before = readSpent();
    const [{ rate, took }] = await Promise.all([
      drain(github, { appId, until: scene.changes.length, patience: PATIENCE }),
      deliverAll([app.url], rest),
    ]);
    return [
      {
        name: 'deliveries to check runs',
        value: rate,
        unit: '/s',
        reach: { is: '≥', value: 50 },
        how: `${rest.length} in ${took.toFixed(0)} s, one process, PostgreSQL; ${describeSpent(before, rest.length)}`,
      },
    ];
  });
}

const LIMITED = 4;
const MINUTES = 2;
/** 900 points in a minute, 5 for a write. */
const ALLOWED = 180;

/** The same with GitHub's secondary limits, for two minutes of real time: more waits than they allow. */
export async function measureLimitedThroughput(): Promise<readonly Figure[]> {
  return await onGround(async ({ github, start }) => {
    const scene = await makeScene(github, {
      organizations: LIMITED,
      repositories: [{ count: 1, changes: 2 * MINUTES * ALLOWED }],
    });
    await github.setLimits({ primary: 1_000_000 });
    await slowDown(github, REQUEST_TAKES);
    const app = await start(scene);
    await github.resetStats();
    await deliverAll([app.url], scene.changes);
    await new Promise((resolve) => setTimeout(resolve, MINUTES * 60_000));
    const written = await countWritten(github);
    const allowed = LIMITED * MINUTES * ALLOWED;
    return [
      {
        name: 'check runs under the limits',
        value: (100 * written) / allowed,
        unit: '%',
        reach: { is: '≥', value: 95 },
        how: `${written} of ${allowed} writes, ${LIMITED} installations, ${MINUTES} minutes`,
      },
      {
        name: 'refused by a limit',
        value: await countRefused(github),
        unit: '',
        reach: { is: '≤', value: 0 },
        how: 'deliveries to check runs, one process',
      },
    ];
  });
}

const isFirst = ({ number }: Scene['changes'][number]): boolean => number === 1;

async function countWritten(github: Parameters<typeof countRefused>[0]): Promise<number> {
  const { byRoute } = await github.stats();
  return Object.entries(byRoute).reduce(
    (sum, [route, count]) => (/^(POST|PATCH) .*check-runs/.test(route) ? sum + count : sum),
    0,
  );
}
