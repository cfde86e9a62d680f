import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { type Missed, pagesOfMissed } from '../../../src/app/recovery/missed.ts';
import { sweep } from '../../../src/app/sweep.ts';
import type { SweepTask } from '../../../src/app/sweep-task.ts';
import { type Instant, MINUTE } from '../../../src/base/clock.ts';
import { createClient } from '../../../src/github/client.ts';
import { createForge } from '../../../src/github/forge.ts';
import { StandIn } from '../../github/client.ts';
import { type Receiver, startReceiver } from '../../github/receiver.ts';
import { makeSample, type Sample } from '../../github/sample.ts';
import { testLog } from '../../whole/running-app.ts';
import { type Bench, configOf, openBench } from '../stages/bench.ts';

/** A GitHub that delivers webhooks to a door, and an app with a clock of its own whose jobs a test runs by hand. */
export interface RecoveryScene extends Bench {
  readonly github: StandIn;
  readonly sample: Sample;
  readonly receiver: Receiver;
  /** From now on the app's clock says this; it does not move by itself. */
  readonly setNow: (now: Instant) => void;
  readonly now: () => Instant;
  /** An empty database from now on. */
  readonly forgetAll: () => Promise<void>;
}

/** One for a file of tests; each test begins with a database that knows all that was received before. */
export function useRecoveryScene(): RecoveryScene {
  let scene: RecoveryScene | null = null;
  const current = (): RecoveryScene => scene as RecoveryScene;
  beforeAll(async () => {
    scene = await openRecoveryScene();
  }, 60_000);
  afterAll(() => current().close());
  beforeEach(async () => {
    const { github, receiver, now, setNow, forgetAll } = current();
    await github.disarm();
    await github.waitForDeliveries();
    // What GitHub asked to wait for in the test before is over.
    setNow(Math.max(Date.now(), now() + MINUTE));
    receiver.answer = 200;
    await forgetAll();
    for (const each of receiver.received) await keep(current(), each);
  });
  return new Proxy({} as RecoveryScene, { get: (_, name) => current()[name as keyof RecoveryScene] });
}

async function openRecoveryScene(): Promise<RecoveryScene> {
  const github = await StandIn.start();
  const receiver = await startReceiver();
  const sample = await makeSample(github, { webhook: receiver });
  await github.setLimits({ enforced: false });
  const { appId, privateKey } = sample.app;
  const config = configOf({
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
  });
  let now = Date.now();
  const clock = { now: () => now };
  const client = createClient({ appId, privateKey, baseUrl: config.api, log: testLog, clock, pauses: [] });
  const forge = createForge({ client, appId });
  const bench = await openBench({ config, forge, clock });
  return {
    ...bench,
    github,
    sample,
    receiver,
    setNow: (at) => {
      now = at;
    },
    now: () => now,
    forgetAll: async () => {
      for (const table of ['delivery', 'memory', 'report_lease'])
        await bench.database.query(`delete from countersign.${table}`);
      await takeSweeps(bench);
    },
    close: async () => {
      const { problems, unimplemented } = await github.stats();
      await bench.close();
      await receiver.close();
      await github.stop();
      if (problems.length > 0 || unimplemented.length > 0) throw new Error(JSON.stringify({ problems, unimplemented }));
    },
  };
}

/** What the door would have stored. */
export async function keep(
  { context }: Pick<Bench, 'context'>,
  received: Pick<Receiver['received'][number], 'guid' | 'event' | 'payload'>,
): Promise<void> {
  const { guid, event, payload } = received;
  const text = JSON.stringify(payload);
  await context.store.deliveries.accept([
    { guid, event, action: null, installation: null, payload: text, receivedAt: context.clock.now() },
  ]);
}

export async function run(context: Context, task: SweepTask): Promise<void> {
  await sweep(context, { id: 'job', key: 'key', data: { ...task } as never });
}

/** Every delivery that waits, by GUID, oldest first. */
export async function waiting({ context }: Pick<Bench, 'context'>): Promise<readonly string[]> {
  return (await context.store.deliveries.waiting(1_000)).map(({ guid }) => guid);
}

/** The sweeps that wait, whenever they are due; they are gone then. */
export async function takeSweeps({ database }: Pick<Bench, 'database'>): Promise<readonly SweepTask[]> {
  const rows = await database.query<{ task: SweepTask }>(
    `delete from countersign_jobs.job where name = 'sweep' and state = 'created' returning data->'data' as task`,
  );
  return rows.map(({ task }) => task);
}

/** All that is noted as missed, oldest first. */
export async function listMissed({ store }: Pick<Context, 'store'>): Promise<readonly Missed[]> {
  const found: Missed[] = [];
  for await (const page of pagesOfMissed({ store })) found.push(...page);
  return found;
}

let pushes = 0;

/** One push, and the GUID of its webhook. */
export async function push({ github, sample }: RecoveryScene): Promise<string> {
  pushes += 1;
  await github.pushCommit({ repository: sample.repository, branch: 'main', files: { text: `${pushes}` } });
  await github.waitForDeliveries();
  return (await github.deliveries({ event: 'push' })).at(-1)?.guid ?? '';
}

/** A push whose webhook was refused. */
export async function failingPush(scene: RecoveryScene): Promise<string> {
  const { receiver } = scene;
  receiver.answer = 500;
  const guid = await push(scene);
  receiver.answer = 200;
  return guid;
}

export async function attempts({ github }: RecoveryScene, guid: string): Promise<number> {
  return (await github.deliveries()).filter((each) => each.guid === guid).length;
}

/** The job once, and whatever it had GitHub deliver. */
export async function recover({ context, github }: RecoveryScene): Promise<void> {
  await run(context, { task: 'deliveries' });
  await github.waitForDeliveries();
}

/** The door stores what it got last under this GUID. */
export async function arrive(scene: RecoveryScene, guid: string): Promise<void> {
  const last = scene.receiver.received.findLast((each) => each.guid === guid);
  if (last !== undefined) await keep(scene, last);
}
