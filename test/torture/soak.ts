import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { createGauges } from '../../src/store/gauges.ts';
import { StandIn } from '../github/client.ts';
import { startBalancer } from './balancer.ts';
import { startCrew } from './crew.ts';
import { preparePostgres } from './database.ts';
import type { FastTime } from './pace.ts';
import { perform, workplacesOf } from './perform.ts';
import { makeScene } from './scene.ts';
import { actionsOf } from './script.ts';

export interface SoakOptions {
  readonly seed: number;
  /** Deliveries a second. */
  readonly rate: number;
  readonly minutes: number;
  readonly organizations: number;
  readonly repositories: number;
  readonly say: (line: string) => void;
}

export interface SoakSample {
  /** Seconds since the beginning. */
  readonly at: number;
  readonly deliveries: number;
  /** MB of each process. */
  readonly memory: readonly number[];
  /** Seconds that the oldest of each waits. */
  readonly oldestDelivery: number;
  readonly oldestSubject: number;
  readonly oldestEntry: number;
}

const SAMPLE_EVERY = 10_000;
const SLOTS = 4;

/** A steady load at the pace of our own clock, on one process and PostgreSQL; a sample every ten seconds, and a table of them. */
export async function soak(options: SoakOptions): Promise<string> {
  const { seed, rate, minutes, say } = options;
  const time: FastTime = { since: systemClock.now(), speed: 1 };
  const data = mkdtempSync(join(tmpdir(), 'countersign-soak-'));
  const github = await StandIn.start();
  const place = await preparePostgres(time);
  const scene = await makeScene(github, options);
  const balancer = await startBalancer();
  const crew = await startCrew({ scene, balancer, time, size: 1, data, databaseUrl: place.url });
  await github.setWebhook({ appId: scene.appId, url: `${balancer.url}/api/github/webhooks` });
  const before = await github.countDeliveries();
  const began = performance.now();
  const end = began + minutes * 60_000;
  const progress = { deliveries: 0 };
  const load = workplacesOf(scene, SLOTS).map(async (places, lane) => {
    const actions = actionsOf({ seed, lane, repositories: places.length, slots: SLOTS });
    while (performance.now() < end) {
      progress.deliveries = (await github.countDeliveries()) - before;
      if (progress.deliveries > ((performance.now() - began) / 1_000) * rate) await sleep(50);
      else {
        const action = actions.next().value;
        const workplace = places[action.repository];
        if (workplace !== undefined) await perform(scene, workplace, action);
      }
    }
  });
  const samples: SoakSample[] = [];
  while (performance.now() < end) {
    await sleep(SAMPLE_EVERY);
    const ages = await place.look(readAges);
    const memory = crew.pids().map(residentMegabytes);
    const at = Math.round((performance.now() - began) / 1_000);
    const sample = { at, deliveries: progress.deliveries, memory, ...ages };
    samples.push(sample);
    say(JSON.stringify(sample));
  }
  await Promise.all(load);
  await crew.kill();
  await balancer.close();
  await place.stop();
  await github.stop();
  rmSync(data, { recursive: true, force: true });
  return describeSoak(samples);
}

/** First and last third: what grows shows there. */
export function describeSoak(samples: readonly SoakSample[]): string {
  const third = Math.ceil(samples.length / 3);
  const line = (name: string, part: readonly SoakSample[]): string => {
    const most = (of: (sample: SoakSample) => number): number => Math.round(Math.max(0, ...part.map(of)) * 10) / 10;
    return `${name}: memory at most ${most(({ memory }) => Math.max(0, ...memory))} MB, oldest delivery ${most((one) => one.oldestDelivery)} s, oldest subject ${most((one) => one.oldestSubject)} s, oldest entry ${most((one) => one.oldestEntry)} s`;
  };
  const last = samples.at(-1);
  const rate = last === undefined ? 0 : Math.round((10 * last.deliveries) / last.at) / 10;
  return [
    `${last?.deliveries ?? 0} deliveries in ${last?.at ?? 0} s, ${rate} a second`,
    line('first third', samples.slice(0, third)),
    line('last third', samples.slice(-third)),
  ].join('\n');
}

async function readAges(
  database: Database,
): Promise<Pick<SoakSample, 'oldestDelivery' | 'oldestSubject' | 'oldestEntry'>> {
  const { now, deliveries, subjects, ledgers } = await createGauges(database).read();
  const age = (oldest: number | null): number => (oldest === null ? 0 : Math.max(0, now - oldest) / 1_000);
  return {
    oldestDelivery: age(deliveries.oldest),
    oldestSubject: age(subjects.oldest),
    oldestEntry: age(ledgers.unpublished.oldest),
  };
}

const PAGES_IN_MEGABYTE = 256;

/** As the kernel says it, in pages of 4 kB. */
function residentMegabytes(pid: number): number {
  const [, resident = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Math.round(Number(resident) / PAGES_IN_MEGABYTE);
}
