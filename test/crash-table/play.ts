import { setTimeout as sleep } from 'node:timers/promises';
import { sendDueEvidence } from '../../src/app/stages/evidence-flush.ts';
import { sendSweep } from '../../src/app/sweep-task.ts';
import { tick } from '../../src/app/workers.ts';
import { SECOND } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { predicateTypes } from '../../src/ledger/kind.ts';
import { findForks, findLeftovers, findWrongChecks } from '../whole/invariants.ts';
import { ledgerBook, wordOf } from '../whole/ledger-book.ts';
import type { Disk } from './disk.ts';
import { type Fate, type Life, live } from './fated-app.ts';
import { type Act, beginStory, type Misfortune, type Story } from './story.ts';
import type { Surroundings } from './world.ts';

/** One playing of the story. */
export interface Played {
  /** What the ledger says in the end, in words; gaps left out, because every lost webhook makes one. */
  readonly words: readonly string[];
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[];
  readonly lives: number;
}

interface Playing {
  readonly around: Surroundings;
  readonly disk: Disk;
  readonly fate: Fate;
  life: Life | null;
  lives: number;
}

/** The busiest machine does an act in less. */
const PATIENCE = 120 * SECOND;
const LOOK_EVERY = 15;
/** Looks in a row at which work is under way, but waits: for a lease that nobody gives back. */
const LONG_BUSY = 30;

export async function play(around: Surroundings, disk: Disk, fate: Fate): Promise<Played> {
  const playing: Playing = { around, disk, fate, life: null, lives: 0 };
  const story = await beginStory(around);
  const problems: string[] = [];
  for (const act of story.acts) {
    await suffer(playing, act);
    await goOn(playing, act);
    if (act.isJudged === true) problems.push(...(await judge(playing, story)));
  }
  await endLife(playing);
  const entries = await ledgerBook(around, story.team).entries();
  const words = entries.filter((entry) => !isGap(entry)).map(wordOf);
  return { words, problems, lives: playing.lives };
}

const SUFFERED: Readonly<Record<Misfortune, (disk: Disk) => Promise<void>>> = {
  copied: async (disk) => await disk.copy(),
  'rolled back': async (disk) => await disk.rollBack(),
  lost: async (disk) => await disk.lose(),
};

async function suffer(playing: Playing, { misfortune, isUnheard, act }: Act): Promise<void> {
  if (misfortune !== undefined || isUnheard === true) await endLife(playing);
  if (misfortune !== undefined) await SUFFERED[misfortune](playing.disk);
  if (playing.life === null && isUnheard !== true) await beginLife(playing);
  await act();
}

/** Until the act has come to its end and nothing is left to do, in as many lives as it takes. */
async function goOn(playing: Playing, act: Act): Promise<void> {
  const { around, disk } = playing;
  const end = performance.now() + PATIENCE;
  for (let [idle, busy] = [0, 0]; ; ) {
    const life = await survive(playing);
    const isBusy = (await hurry(playing, life)) || !(await around.github.isIdle());
    [idle, busy] = isBusy ? [0, busy + 1] : [idle + 1, 0];
    const isEnd = idle > 0 && (await act.isDone()) && (await findLeftovers(disk.database)).length === 0;
    if (isEnd && !(act.isJudged === true && (await isGapUnsaid(disk))) && !life.isOver()) return;
    if (idle > 1 || busy % LONG_BUSY === LONG_BUSY - 1) await passTime(playing, life);
    if (performance.now() > end)
      throw new Error(`“${act.name}” does not end: ${(await findLeftovers(disk.database)).join('; ')}`);
    await sleep(LOOK_EVERY);
  }
}

async function survive(playing: Playing): Promise<Life> {
  if (playing.life?.isOver() === true) await endLife(playing);
  return playing.life ?? (await beginLife(playing));
}

async function beginLife(playing: Playing): Promise<Life> {
  const { around, disk, fate } = playing;
  const life = await live({ database: disk.database, context: around.context }, fate);
  await around.github.setWebhook({ appId: around.appId, url: `${life.url}/api/github/webhooks` });
  playing.life = life;
  playing.lives += 1;
  return life;
}

/** A process that is killed leaves leases and jobs behind, which end by themselves when nobody says that it lives. */
async function endLife(playing: Playing): Promise<void> {
  await playing.around.github.waitForDeliveries();
  await playing.life?.end();
  playing.life = null;
  const { database } = playing.disk;
  await endLeases(playing.disk);
  await database.query(
    "update countersign_jobs.job set state = 'retry', start_after = now() where state = 'active' returning id",
  );
}

/** `unless`: only where this holds, asked in the same statement: work that begins meanwhile keeps its lease. */
async function endLeases({ database }: Disk, unless = 'false'): Promise<void> {
  for (const table of ['subject', 'ledger', 'evidence_branch'])
    await database.query(`update countersign.${table} set lease_until = 0 where lease_until > 0 and not (${unless})`);
  await database.query(`update countersign.report_lease set until = 0 where not (${unless})`);
}

const IS_WORKING = "exists (select 1 from countersign_jobs.job where state = 'active')";

/** What waits to be tried again is tried once nothing else runs; hours pass in a second, so attempts do not count. */
async function hurry({ disk }: Playing, life: Life): Promise<boolean> {
  if (await isUnderWay(disk)) return true;
  const due = await disk.database.query(
    `update countersign_jobs.job set start_after = now(), retry_count = 0
     where state = 'retry' and start_after > now() returning id`,
  );
  if (due.length === 0) return false;
  // A failure by itself: the next one is another step's first.
  life.context.failures.clear();
  life.wake();
  return true;
}

async function isUnderWay({ database }: Disk): Promise<boolean> {
  const [left] = await database.query<{ count: number }>(
    `select count(*) as count from countersign_jobs.job
     where state = 'active' or (state in ('created', 'retry') and start_after <= now())`,
  );
  return (left?.count ?? 0) > 0;
}

/** That nobody watched for a while is recorded once all of it is read back. */
async function isGapUnsaid({ database }: Disk): Promise<boolean> {
  return (await database.query("select 1 from countersign.memory where scope = 'gap-note'")).length > 0;
}

/** What the app does every half minute and every few minutes, and what ends by itself. */
async function passTime({ around, disk }: Playing, life: Life): Promise<void> {
  // A lease whose work runs is renewed and given back; on a busy machine that work may take long.
  await endLeases(disk, IS_WORKING);
  await disk.database.query(
    "update countersign_jobs.job set start_after = now() where state in ('created', 'retry') and start_after > now()",
  );
  life.wake();
  try {
    await tick(life.context);
    await sendDueEvidence({ context: life.context, rests: new Map() }, 30 * SECOND);
    await sendSweep(life.context, { task: 'deliveries' });
    await sendSweep(life.context, { task: 'gaps' });
  } catch {
    // It was killed, or failed at it: the next time comes.
  }
  const waiting = await disk.database.query('select 1 from countersign.delivery where dispatched_at is null');
  // The timer would wake the dispatcher; so does a webhook that is known already.
  const [known] = waiting.length === 0 ? [] : await around.github.deliveries({ appId: around.appId, event: 'push' });
  if (known !== undefined) await around.github.redeliver({ id: known.id });
}

const isGap = ({ predicateType }: JsonObject): boolean => predicateType === predicateTypes.gap;

async function judge({ around, disk }: Playing, { team }: Story): Promise<readonly string[]> {
  const { github, scratch } = around;
  const book = ledgerBook(around, team);
  const { repository, made, installationId, organization } = team;
  const place = { installation: installationId, repository: { id: made.id, owner: organization, name: made.name } };
  return [
    ...(await findForks({ github, repository, book, database: disk.database })),
    ...(await findWrongChecks({ github, scratch: scratch.context, place, book })),
  ];
}
