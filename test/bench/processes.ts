import type { Figure } from './figure.ts';
import { drain } from './load/checks.ts';
import { deliverAll } from './load/deliver.ts';
import { onGround, slowDown } from './load/ground.ts';
import { describeSpent, readSpent } from './load/processor-time.ts';
import { makeScene } from './load/scene.ts';

const INSTALLATIONS = 20;
/** Pull requests of an installation that are judged before anything is measured: V8 compiles what is used most. */
const WARMING = 40;
const CHANGES = 160;
const REQUEST_TAKES = 50;
const PATIENCE = 300_000;
const EIGHT_AT_ONCE = ['--import', new URL('./load/eight-at-once.ts', import.meta.url).href];

/** How much faster two processes are than one when neither may have more than eight requests under way. */
export async function measureProcesses(): Promise<readonly Figure[]> {
  const one = await measure(1);
  const two = await measure(2);
  return [
    {
      name: 'two processes against one',
      value: two.rate / one.rate,
      unit: '×',
      reach: { is: '≥', value: 1.7 },
      how: `${two.rate.toFixed(0)}/s against ${one.rate.toFixed(0)}/s, 8 requests at once each; ${two.spent}`,
    },
  ];
}

async function measure(processes: number): Promise<{ readonly rate: number; readonly spent: string }> {
  return await onGround(async ({ github, start }) => {
    const scene = await makeScene(github, {
      organizations: INSTALLATIONS,
      repositories: [{ count: 1, changes: CHANGES }],
    });
    await github.setLimits({ enforced: false });
    await slowDown(github, REQUEST_TAKES);
    const settings = { COUNTERSIGN_GITHUB_LIMITS: '0' };
    const urls: string[] = [];
    for (let at = 0; at < processes; at++) urls.push((await start(scene, { settings, node: EIGHT_AT_ONCE })).url);
    const { appId } = scene.app;
    const warming = INSTALLATIONS * WARMING;
    const [first, rest] = [scene.changes.slice(0, warming), scene.changes.slice(warming)];
    await deliverAll(urls, first);
    await drain(github, { appId, until: first.length, patience: PATIENCE });
    const before = readSpent();
    const [{ rate }] = await Promise.all([
      drain(github, { appId, until: scene.changes.length, patience: PATIENCE }),
      deliverAll(urls, rest),
    ]);
    return { rate, spent: describeSpent(before, rest.length) };
  });
}
