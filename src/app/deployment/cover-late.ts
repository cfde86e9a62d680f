import { SECOND, toRfc3339 } from '../../base/clock.ts';
import { objectOf } from '../../base/json.ts';
import { draftLanded } from '../../ledger/build-landed.ts';
import type { LandedFields } from '../../ledger/entries/landed.ts';
import type { LedgerState } from '../../store/store.ts';
import { answer } from '../answer.ts';
import { eachEntry } from '../archive/each-entry.ts';
import { fileEntries } from '../archive/file-entries.ts';
import type { Context } from '../context.ts';
import { commitAt } from '../landing/landed-entry.ts';
import { mayWrite } from '../may-write.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { evidenceBox } from '../stages/evidence.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { pullRequestSubject } from '../subject.ts';
import { type SweepTask, sendSweep } from '../sweep-task.ts';

type Task = Extract<SweepTask, { task: 'cover' }>;

const SOON = 5 * SECOND;
/** Of the pushes that brought something uncovered, the newest are looked through. */
const MOST_PUSHES = 1_000;

interface Uncovered {
  readonly oid: string;
  readonly landed: LandedFields;
  /** Numeric ids of everybody who ever pushed it. */
  readonly by: ReadonlySet<number>;
}

/**
 * `/countersign cover 5c1d2e3 why`: somebody answers for a commit that landed without a passing decision. Recorded as late,
 * one entry a commit; whose word counts is for the policy that accepts it. Whoever pushed it cannot answer for it.
 */
export async function coverLate(context: Context, task: Task): Promise<void> {
  const { place, number, by } = task;
  if (!(await mayWrite(context, place, by)))
    return context.log.info({ number, by: by.id }, 'A cover by somebody who may not write here');
  const ledger = await openLedger(context, place);
  await fileEntries(context);
  const found = await findUncovered(context, task);
  const refusal = refuse(task, found) ?? (await refuseAuthor(context, task, found));
  if (refusal === null) {
    for (const commit of found.values()) await addCover(context, ledger, { task, commit });
    // What is red on the commits is looked at again when the covers have their places in the ledger.
    for (const sweep of ['landings', 'gates'] as const)
      await sendSweep(context, { task: sweep, place }, context.config.ledger.window + SOON);
  }
  const covered = [...found.values()].map(({ oid }) => oid.slice(0, 7)).join(', ');
  const sentence =
    refusal ?? `Covered late by @${by.login}: ${covered}. What waits is judged again; re-run a job that was refused.`;
  await answer(context, { place, number, key: pullRequestSubject(place, number).key }, { sentence, explanation: null });
}

/** By what was written. Of two that begin alike nobody is meant. */
async function findUncovered(context: Context, { place, commits }: Task): Promise<ReadonlyMap<string, Uncovered>> {
  const found = new Map<string, Uncovered>();
  const ambiguous = new Set<string>();
  const repository = place.repository.id;
  const filter = { kind: 'landed', result: 'uncovered' };
  for await (const { predicate, actor } of eachEntry(context, { repository, filter, most: MOST_PUSHES })) {
    const landed = objectOf(predicate['countersign_landed']) as unknown as LandedFields;
    for (const oid of landed.uncovered) {
      const asked = commits.find((part) => oid.startsWith(part));
      if (asked === undefined) continue;
      const other = found.get(asked);
      if (other !== undefined && other.oid !== oid) ambiguous.add(asked);
      else found.set(asked, { oid, landed: other?.landed ?? landed, by: new Set([...(other?.by ?? []), actor]) });
    }
  }
  for (const asked of ambiguous) found.delete(asked);
  return found;
}

/** Why nothing is covered; null: all of it can be. */
function refuse({ commits, reason, by }: Task, found: ReadonlyMap<string, Uncovered>): string | null {
  const form = 'Write: /countersign cover COMMIT… REASON';
  if (commits.length === 0) return `Nothing is covered: no commit was named. ${form}`;
  if (reason === '') return `Nothing is covered: a reason is needed. ${form}`;
  const missing = commits.filter((part) => !found.has(part));
  if (missing.length > 0)
    return `Nothing is covered: among what landed without a passing decision there is not exactly one commit that begins with ${missing.join(', ')}.`;
  const own = [...found.values()].filter((commit) => commit.by.has(by.id)).map(({ oid }) => oid.slice(0, 7));
  return own.length === 0 ? null : `Nothing is covered: @${by.login} pushed ${own.join(', ')}. Somebody else has to.`;
}

/** Whoever wrote it cannot answer for it either; what is nobody's may be anybody's. */
async function refuseAuthor(
  context: Context,
  { place, by }: Task,
  found: ReadonlyMap<string, Uncovered>,
): Promise<string | null> {
  for (const { oid } of found.values()) {
    const read = await context.forge.deployments.commits(place, { head: oid, oids: [oid], signatures: false });
    const [commit] = read.known ? read.value : [];
    const named = oid.slice(0, 7);
    if (commit === undefined) return `Nothing is covered: GitHub does not say who wrote ${named}. Try again later.`;
    const people = [commit.author, commit.committer, ...commit.coauthors].map(({ person }) => person);
    if (people.some((person) => person?.id === by.id))
      return `Nothing is covered: @${by.login} wrote ${named}. Somebody else has to.`;
  }
  return null;
}

interface Covering {
  readonly task: Task;
  readonly commit: Uncovered;
}

/** Safe to repeat: the same comment covers a commit once. */
async function addCover(context: Context, ledger: LedgerState, { task, commit }: Covering): Promise<void> {
  const { place, number, reason, by, guid } = task;
  const { oid, landed } = commit;
  const subject = commitAt(context, place, { commit: oid, tree: '' });
  const text = subjectText(subject);
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'landed');
    if (known.some(({ statement }) => isBy(statement, guid))) return;
    const box = evidenceBox(context, ledger, `cover:${place.repository.id}:${oid}`);
    const digest = await box.put('reason', { reason });
    const header = headerOf(context, {
      subject: place,
      n: (known.at(-1)?.n ?? 0) + 1,
      observed: toRfc3339(context.clock.now()),
      guids: [guid],
    });
    const draft = draftLanded({
      origin: ledger.origin,
      header: { ...header, actor: { id: by.id, type: by.type } },
      subject,
      landed: {
        how: 'cover',
        base: landed.base,
        before: landed.before,
        after: landed.after,
        result: 'covered',
        covered: [],
        uncovered: [],
        late: { commits: [oid], change: number, reason: { digest: { sha256: digest } } },
      },
    });
    const entry = { ...checkDraft(draft), subject: text, reports: null };
    if (!(await context.store.ledgers.add(ledger.id, entry, box.added))) continue;
    await context.store.queue.send('flush', String(ledger.id), {});
    return;
  }
}

function isBy(statement: Parameters<typeof objectOf>[0], guid: string): boolean {
  const { deliveries } = objectOf(objectOf(objectOf(statement)['predicate'])['countersign']);
  return Array.isArray(deliveries) && deliveries.includes(guid);
}
