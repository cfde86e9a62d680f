import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../base/clock.ts';
import { asFault } from '../base/fault.ts';
import type { Job, QueueName } from '../store/store.ts';
import { fileEntries } from './archive/file-entries.ts';
import type { Context } from './context.ts';
import type { Dispatcher } from './dispatch.ts';
import { resumeStalled } from './fan-out.ts';
import { lookAtLedgers, lookHourly } from './hourly.ts';
import { aroundJob, observeJob } from './observe/observer.ts';
import { startWatch, type Watch } from './recovery/watch.ts';
import { evaluate } from './stages/evaluate.ts';
import { type EvidenceFlushing, flushEvidence, sendDueEvidence } from './stages/evidence-flush.ts';
import { flush } from './stages/flush.ts';
import { flushPace, isLate } from './stages/pace.ts';
import { report } from './stages/report.ts';
import { askWitnesses, sendDueWitnesses } from './stages/witness.ts';
import { sweep } from './sweep.ts';
import { isAsked, sendSweep } from './sweep-task.ts';
import { withUrgency } from './urgency.ts';

/** How many jobs of each kind at once: GitHub answers in a few hundred milliseconds, so several wait together. */
const CONCURRENCY = { evaluate: 10, flush: 4, evidence: 2, report: 8, sweep: 4, witness: 4 } as const;
/** Of these for one installation: where its requests hang, others still find places. GitHub lets nobody use more for long. */
const SHARE: Partial<Record<QueueName, number>> = { evaluate: 4, report: 4 };

/** Verdicts that time alone changes, and ledgers whose flush job was lost, are looked for this often. */
const TICK = 30 * SECOND;

export interface Workers {
  /** Milliseconds since the part that is furthest behind showed that it runs; null: none runs. */
  silence(): number | null;
  /** No new work; what runs ends or is handed back within `grace` milliseconds. */
  stop(grace: number): Promise<void>;
}

export async function startWorkers(context: Context, dispatcher: Dispatcher): Promise<Workers> {
  const pace = flushPace(context.config.ledger.window);
  const background = withUrgency(context, 'background');
  const flushing = { context: withUrgency(context, 'record'), pace };
  const evidence = { context: background, pace, rests: new Map() };
  const { queue } = context.store;
  // A ledger that went back in time is compared with its branch before anything is signed for it.
  context.store.onLost(() => context.compared.clear());
  const work = async (name: QueueName, handle: (job: Job) => Promise<void>): Promise<void> =>
    await queue.work(
      name,
      {
        concurrency: CONCURRENCY[name],
        share: SHARE[name] ?? CONCURRENCY[name],
        around: (job, act) => aroundJob(name, job, act),
      },
      (job) => observeJob(context.observer, { queue: name, job }, async () => await handle(job)),
    );
  await work('evaluate', (job) => evaluate(context, job.key, job));
  await work('flush', ({ key }) => flush(flushing, Number(key)));
  await work('evidence', ({ key }) => flushEvidence(evidence, Number(key)));
  await work('report', ({ key }) => report(context, key));
  await work('witness', ({ key }) => askWitnesses(background, Number(key)));
  await work('sweep', (job) => sweep(isAsked(job) ? context : background, job));
  await resume(context);
  const watch = await startWatch(context);
  await beginToLook(evidence);
  dispatcher.wake();
  let beatenAt = performance.now();
  let beating = Promise.resolve();
  const timer = setInterval(() => {
    dispatcher.wake();
    beating = beat(evidence, watch)
      .catch((error: unknown) =>
        context.log.error({ code: asFault(error).code }, `The timer failed: ${asFault(error).message}`),
      )
      .finally(() => {
        beatenAt = performance.now();
      });
  }, TICK);
  return {
    silence: () => {
      const ofQueues = queue.silence();
      return ofQueues === null ? null : Math.max(ofQueues, performance.now() - beatenAt - TICK);
    },
    stop: async (grace) => {
      clearInterval(timer);
      await dispatcher.stop();
      // What the timer began needs the database, which is closed after us.
      await Promise.all([queue.stop(grace), Promise.race([beating, sleep(grace, undefined, { ref: false })])]);
      await watch.end();
    },
  };
}

/** What an earlier process left: ledgers to publish. Subjects and deliveries come by their own jobs and the dispatcher. */
async function resume(context: Context): Promise<void> {
  for (const ledger of await context.store.ledgers.unpublished())
    await context.store.queue.send('flush', String(ledger.id), {});
}

/**
 * What nobody waits for: evidence that an earlier process left, repositories that do not know of a moved ledger yet, and
 * idle ledgers. The timer, and whoever judges or writes, find out for themselves, so a start does not fail for it.
 */
async function beginToLook(evidence: EvidenceFlushing): Promise<void> {
  const { context } = evidence;
  try {
    await sendDueEvidence(evidence, TICK);
    await sendSweep(context, { task: 'homes', after: 0 });
    await lookAtLedgers(context);
  } catch (error) {
    const { code, message } = asFault(error);
    context.log.warn({ code }, `Idle repositories and ledgers are not looked at after this start: ${message}`);
  }
}

const MOST_DUE = 200;
/** Entries that are filed for searching between two ticks: far more than GitHub lets anybody publish, and a second's work. */
const MOST_FILED = 5_000;

async function beat(evidence: EvidenceFlushing, watch: Watch): Promise<void> {
  await watch.look();
  await tick(evidence.context);
  await sendDueEvidence(evidence, TICK);
}

/** What no event and no job tells of. */
export async function tick(context: Context): Promise<void> {
  const now = context.clock.now();
  const due = await context.store.subjects.due(now, MOST_DUE);
  await context.store.subjects.touch(due.map((subject) => ({ subject, guids: [], priority: 5 })));
  for (const ledger of await context.store.ledgers.unpublished()) {
    if (isLate(ledger, { now, window: context.config.ledger.window }))
      await context.store.queue.send('flush', String(ledger.id), {});
  }
  await sendDueWitnesses(context);
  await resumeStalled(context);
  await lookHourly(context);
  await fileEntries(context, MOST_FILED);
}
