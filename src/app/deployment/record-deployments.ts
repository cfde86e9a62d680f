import { SECOND, toRfc3339 } from '../../base/clock.ts';
import { type JsonObject, objectOf } from '../../base/json.ts';
import { draftEntry } from '../../ledger/entry.ts';
import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import type { LedgerState } from '../../store/store.ts';
import { eachEntry } from '../archive/each-entry.ts';
import { fileEntries } from '../archive/file-entries.ts';
import type { Context } from '../context.ts';
import { commitAt } from '../landing/landed-entry.ts';
import type { Place } from '../ports.ts';
import { addAlert } from '../stages/alert.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { urlOf } from '../stages/decision.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { sendSweep } from '../sweep-task.ts';
import { type Deployed, deployedRows } from './deployed.ts';
import { eventOf } from './ran.ts';
import { speaksOf } from './speaks.ts';

/** Every deployment that began or ended becomes an entry, and an alert where it went on without us. */
export async function recordDeployments(context: Context, place: Place): Promise<void> {
  const deployed = await deployedRows.list(context, place.repository.id);
  if (deployed.length === 0) return;
  const ledger = await openLedger(context, place);
  await fileEntries(context);
  for (const each of deployed) {
    const entry = await recordOne(context, { place, ledger, deployed: each });
    await warnUngated(context, { place, ledger, deployed: each }, entry);
    await deployedRows.forget(context, each);
  }
  // What waits may have waited for this: when it has its place in the ledger.
  await sendSweep(context, { task: 'gates', place }, context.config.ledger.window + SOON);
}

const SOON = 5 * SECOND;

interface Recording {
  readonly place: Place;
  readonly ledger: LedgerState;
  readonly deployed: Deployed;
}

interface Recorded {
  readonly id: string;
  /** Id of the entry of the passing decision that it went on with. */
  readonly decision: string | null;
}

/** Safe to repeat: of one deployment each state is told once. */
async function recordOne(context: Context, { place, ledger, deployed }: Recording): Promise<Recorded> {
  const { commit, environment, id, state, run, attempt, actor, at, guid } = deployed;
  const subject = commitAt(context, place, { commit, tree: '' });
  const text = subjectText(subject);
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'event');
    const told = known.filter(({ statement }) => saidOf(statement).deployment?.id === id);
    const same = told.find(({ statement }) => saidOf(statement).code === `deployment.${state}`);
    if (same !== undefined) return { id: same.id, decision: saidOf(same.statement).deployment?.decision ?? null };
    const decision = await passedFor(context, place, deployed);
    const started = state === 'started' ? toRfc3339(at) : startOf(told);
    const header = headerOf(context, {
      subject: place,
      n: (known.at(-1)?.n ?? 0) + 1,
      observed: toRfc3339(context.clock.now()),
      guids: [guid],
    });
    const draft = draftEntry({
      origin: ledger.origin,
      header: { ...header, actor: actor === null ? { id: 0, type: 'system' } : { id: actor.id, type: actor.type } },
      kind: 'event',
      subject,
      predicate: {
        countersign_event: {
          event: 'deployment',
          code: `deployment.${state}`,
          ...(state === 'started' ? {} : { result: state === 'succeeded' ? 'passed' : 'failed' }),
          environment: toEntryEnvironment(environment),
          deployment: { id, decision },
          ...(run === null ? {} : { run: runOf(context, place, { run, attempt }) }),
          ...(started === undefined ? {} : { started }),
          ...(state === 'started' ? {} : { ended: toRfc3339(at) }),
        },
      },
    });
    const isNew = await context.store.ledgers.add(
      ledger.id,
      { ...checkDraft(draft), subject: text, reports: null },
      [],
    );
    if (!isNew) continue; // another process drew this number a moment ago
    await context.store.queue.send('flush', String(ledger.id), {});
    return { id: draft.id, decision };
  }
}

function saidOf(statement: JsonObject): ReturnType<typeof eventOf> {
  return eventOf(objectOf(statement['predicate']));
}

function startOf(told: readonly { readonly statement: JsonObject }[]): string | undefined {
  return told.map(({ statement }) => saidOf(statement).started).find((started) => started !== undefined);
}

function runOf(
  { config }: Context,
  { repository }: Place,
  { run, attempt }: { readonly run: number; readonly attempt: number | null },
) {
  const uri = `${config.site}/${repository.owner}/${repository.name}/actions/runs/${run}`;
  return { uri, ...(attempt === null || attempt === 0 ? {} : { attempt }) };
}

const MOST_DECISIONS = 200;

/** The passing decision on this very deployment; null: there is none. What is allowed is in the ledger before it goes on. */
async function passedFor(
  context: Context,
  { repository }: Place,
  { commit, environment, id, run, attempt }: Deployed,
): Promise<string | null> {
  const filter = {
    kind: 'decision',
    subject: { is: 'commit', prefix: commit },
    environment: toEntryEnvironment(environment),
  } as const;
  for await (const entry of eachEntry(context, { repository: repository.id, filter, most: MOST_DECISIONS })) {
    const { deployment } = objectOf(entry.predicate['countersign_decision']);
    const decided = objectOf(deployment);
    // GitHub takes one answer for a run, an attempt and an environment, whichever of its jobs it was given for.
    const isOfRun = run !== null && decided['run'] === run && (attempt === null || decided['attempt'] === attempt);
    const isThis = decided['id'] === id || isOfRun;
    // The newest word about it counts.
    if (isThis) return entry.predicate['verificationResult'] === 'PASSED' ? entry.id : null;
  }
  return null;
}

/** Of what ended badly nothing runs there. */
async function warnUngated(
  context: Context,
  { place, ledger, deployed }: Recording,
  { id: entry, decision }: Recorded,
): Promise<void> {
  const { commit, environment, id, state, actor, guid, branch } = deployed;
  if (decision !== null || state === 'failed') return;
  if (!(await speaksOf(context, ledger, { place, branch, environment, commit }))) return;
  await addAlert(context, ledger, {
    code: 'deployment.ungated',
    about: { uri: `${urlOf(context, place.repository)}/commit/${commit}`, digest: { gitCommit: commit } },
    key: `${place.repository.id}:${id}`,
    from: [entry],
    details: {
      found: commit,
      ids: { repository: place.repository.id, deployment: id, actor: actor?.id ?? 0 },
    },
    guids: [guid],
  });
}
