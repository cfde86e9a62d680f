import type { StandIn } from '../github/client.ts';
import type { Figure } from './figure.ts';
import { deliver } from './load/deliver.ts';
import { onGround, slowDown } from './load/ground.ts';
import { makeScene } from './load/scene.ts';
import { simulateTime } from './simulated/time.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Ten minutes take little more than three; what is worked on afterwards is worked on as fast as the machine can. */
const FACTOR = 3;
const REQUEST_TAKES = 200;
const INSTALLATIONS = 10;
const CHANGES = 100;
const AWAY = 10 * MINUTE;
const PATIENCE = 30 * MINUTE;

/** 1,000 deliveries over ten minutes in which GitHub answers nothing but 503. */
export async function measureOutage(): Promise<readonly Figure[]> {
  const time = simulateTime(FACTOR);
  return await onGround(async ({ github, start, query }) => {
    const scene = await makeScene(github, {
      organizations: INSTALLATIONS,
      repositories: [{ count: 1, changes: CHANGES }],
    });
    await slowDown(github, REQUEST_TAKES);
    const app = await start(scene);
    await breakDown(github);
    const began = time.now();
    for (const [at, change] of scene.changes.entries()) {
      await time.sleep(Math.max(0, began + (at * AWAY) / scene.changes.length - time.now()));
      await deliver(app.url, change);
    }
    const [kept] = await query<{ count: string }>(
      `select count(*) as count from countersign.delivery where event = 'pull_request'`,
    );
    await time.sleep(Math.max(0, began + AWAY - time.now()));
    await github.disarm();
    await slowDown(github, REQUEST_TAKES);
    const back = time.now();
    const { appId } = scene.app;
    while ((await github.countChecks({ appId })).completed < scene.changes.length) {
      if (time.now() > back + PATIENCE) break;
      await time.sleep(SECOND);
    }
    const took = (time.now() - back) / SECOND;
    const { completed } = await github.countChecks({ appId });
    return [
      {
        name: 'outage, deliveries kept',
        value: Number(kept?.count),
        unit: '',
        reach: { is: '≥', value: scene.changes.length },
        how: `of ${scene.changes.length} over ${INSTALLATIONS} installations, GitHub away for 10 minutes`,
      },
      {
        name: 'outage, worked on',
        value: took,
        unit: 's',
        reach: { is: '≤', value: 120 },
        how: `after GitHub's return; ${completed} checks; time × ${FACTOR}`,
      },
    ];
  }, time);
}

async function breakDown(github: StandIn): Promise<void> {
  await github.arm({ on: '*', action: { kind: 'status', status: 503 }, count: Number.MAX_SAFE_INTEGER });
}
