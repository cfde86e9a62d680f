import { DAY, SECOND, toRfc3339 } from '../../base/clock.ts';
import { asFault, isFault } from '../../base/fault.ts';
import { type JsonObject, objectOf } from '../../base/json.ts';
import { draftRun } from '../../ledger/build-run.ts';
import { type Draft, draftEntry } from '../../ledger/entry.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { eventOf } from '../deployment/ran.ts';
import { commitAt } from '../landing/landed-entry.ts';
import type { Place, RunJob } from '../ports.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { urlOf } from '../stages/decision.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { sendSweep } from '../sweep-task.ts';
import { type Ended, endedRows, isToBeTold } from './ended.ts';
import { buildFields, commonFields } from './ended-event.ts';

/** What is being judged for the first time may ask for it … */
const LOOK_AGAIN = 20 * SECOND;
/** … and what nobody could judge for so long is forgotten; so is what GitHub cannot tell of a run. */
const LONGEST = DAY;

/** Every run that ended becomes an entry, with its jobs, and so does every suite of checks of another app. */
export async function recordBuilds(context: Context, place: Place): Promise<void> {
  const ended = await endedRows.list(context, place.repository.id);
  const failures: unknown[] = [];
  let isEarly = false;
  for (const each of ended) {
    try {
      const isTold = await isToBeTold(context, place.repository.id, each);
      if (isTold === null && context.clock.now() - each.heardAt < LONGEST) {
        isEarly = true;
        continue;
      }
      if (isTold === true) await recordOne(context, { place, ledger: await openLedger(context, place), ended: each });
      await endedRows.forget(context, each);
    } catch (error) {
      // One that cannot be read must not keep the others from being told.
      if (isFault(error, 'github.rate-limited')) throw error;
      failures.push(error);
    }
  }
  if (isEarly) await sendSweep(context, { task: 'builds', place }, LOOK_AGAIN);
  if (failures.length > 0) throw failures[0];
}

interface Recording {
  readonly place: Place;
  readonly ledger: LedgerState;
  readonly ended: Ended;
}

/** Safe to repeat: each attempt of a run, and each outcome of a suite, is told once. */
async function recordOne(context: Context, recording: Recording): Promise<void> {
  const { place, ledger, ended } = recording;
  const text = subjectText(commitAt(context, place, { commit: ended.commit, tree: '' }));
  const url = urlOfRun(context, recording);
  let jobs: readonly RunJob[] | null | undefined;
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'event');
    if (known.some(({ statement }) => isSame(statement, ended, url))) return;
    if (jobs === undefined) jobs = await readJobs(context, place, ended);
    const draft = draftOf(context, recording, { n: (known.at(-1)?.n ?? 0) + 1, jobs, url });
    const isNew = await context.store.ledgers.add(
      ledger.id,
      { ...checkDraft(draft), subject: text, reports: null },
      [],
    );
    if (!isNew) continue; // another process drew this number a moment ago
    return await context.store.queue.send('flush', String(ledger.id), {});
  }
}

function isSame(statement: JsonObject, { of, outcome }: Ended, url: string | null): boolean {
  const { run, suite, code, build } = eventOf(objectOf(statement['predicate']));
  if (of.is === 'suite') return suite?.id === of.id && code === `test.${outcome}`;
  return build !== undefined && run?.uri === url && run?.attempt === Math.max(1, of.attempt);
}

function urlOfRun(context: Context, { place, ended }: Recording): string | null {
  return ended.of.is === 'run' ? `${urlOf(context, place.repository)}/actions/runs/${ended.of.id}` : null;
}

/** Null: nobody can tell them any more. */
async function readJobs(context: Context, place: Place, { of, heardAt }: Ended): Promise<readonly RunJob[] | null> {
  if (of.is === 'suite') return null;
  try {
    return await context.forge.runs.jobs(place, { run: of.id, attempt: Math.max(1, of.attempt) });
  } catch (error) {
    if (isFault(error, 'github.not-found') || isFault(error, 'github.forbidden')) return null;
    if (isFault(error, 'github.rate-limited') || context.clock.now() - heardAt < LONGEST) throw error;
    context.log.error({ run: of.id, code: asFault(error).code }, 'The jobs of a run cannot be read');
    return null;
  }
}

interface Numbered {
  readonly n: number;
  readonly jobs: readonly RunJob[] | null;
  readonly url: string | null;
}

function draftOf(context: Context, { place, ledger, ended }: Recording, { n, jobs, url }: Numbered): Draft {
  const { actor, of, guid, commit } = ended;
  const observed = toRfc3339(context.clock.now());
  const header = headerOf(context, { subject: place, n, observed, guids: [guid] });
  const by = of.is === 'suite' ? { id: of.app, type: 'app' as const } : { id: 0, type: 'system' as const };
  const entry = {
    origin: ledger.origin,
    header: { ...header, actor: actor === null ? by : { id: actor.id, type: actor.type } },
    subject: commitAt(context, place, { commit, tree: '' }),
  };
  const event = commonFields(ended, url);
  if (of.is === 'run') return draftRun({ ...entry, event, build: buildFields(ended, jobs), isCounted: jobs !== null });
  const suite = { id: of.id, app: of.app, checks: of.checks };
  return draftEntry({ ...entry, kind: 'event', predicate: { countersign_event: { event: 'test', ...event, suite } } });
}
