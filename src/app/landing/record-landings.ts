import { DAY, type Instant, MINUTE, SECOND, toRfc3339 } from '../../base/clock.ts';
import { asFault, isFault } from '../../base/fault.ts';
import type { LandedFields } from '../../ledger/entries/landed.ts';
import { type NewestDecision, newestDecision } from '../archive/newest-decision.ts';
import type { Context } from '../context.ts';
import type { Landing, Place } from '../ports.ts';
import { refDigestOf } from '../stages/known-policies.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { mergeGroupSubject, pullRequestSubject } from '../subject.ts';
import { sendSweep } from '../sweep-task.ts';
import { findBypass } from './bypassed.ts';
import { type CoveredBy, coverOf } from './cover.ts';
import { isGuarded, wasGuarded } from './guarded.ts';
import { addLanded, type Recording, sayUncovered, type Told } from './landed-entry.ts';
import { forgetPushed, listPushed, type Pushed } from './pushed.ts';
import { isToldOf } from './same-push.ts';
import { noteShown, showLandings } from './show-landing.ts';

/** GitHub tells of a merge before each of its copies knows it: what seems to be covered by nothing is looked at again … */
const PATIENCE = 2 * MINUTE;
const LOOK_AGAIN = 20 * SECOND;
/** … and less and less often: a ledger that cannot be written for a day keeps its verdicts waiting as long. */
const RARELY = 10 * MINUTE;
/** What GitHub cannot tell of a push for so long is told without it. */
const LONGEST = DAY;

/** Every push to a branch with a policy becomes an entry, and an alert where something came that no decision covers. */
export async function recordLandings(context: Context, place: Place): Promise<void> {
  const pushed = await listPushed(context, place.repository.id);
  if (pushed.length === 0) return await showLandings(context, place);
  const ledger = await openLedger(context, place);
  const failures: unknown[] = [];
  let youngest: Instant | null = null;
  for (const each of pushed) {
    try {
      const isTold = await recordLanding(context, { place, ledger, pushed: each });
      if (isTold) await forgetPushed(context, each);
      else youngest = Math.max(youngest ?? 0, each.at);
    } catch (error) {
      // One that cannot be read must not keep the others from being told.
      if (isFault(error, 'github.rate-limited')) throw error;
      failures.push(error);
    }
  }
  if (youngest !== null) {
    const delay = Math.min(RARELY, Math.max(LOOK_AGAIN, Math.round((context.clock.now() - youngest) / 4)));
    await sendSweep(context, { task: 'landings', place }, delay);
  }
  await showLandings(context, place);
  if (failures.length > 0) throw failures[0];
}

/** False: it is too early to tell. Safe to repeat. */
async function recordLanding(context: Context, recording: Recording): Promise<boolean> {
  const { place, ledger, pushed } = recording;
  const { repository, branch: name, isDefault, after, at, movedAt } = pushed;
  if (!(await wasGuarded(context, ledger, { repository, base: name, at: momentOf(pushed) }))) return true;
  if (!(await isGuarded(context, place, { name, isDefault }))) return true;
  // What is read back is told as a rule: webhooks told of it.
  if (pushed.isReadBack === true && (await isToldOf(context, pushed, refDigestOf(name)))) return true;
  const landing = await readLanding(context, recording);
  if (await isBeingRecorded(context, recording, landing)) return false;
  const decisions = await decisionsOn(context, pushed, landing);
  const cover = coverOf(landing.commits, decisions);
  const uncovered = landing.commits.filter(({ oid }) => !cover.has(oid)).map(({ oid }) => oid);
  // Nobody decided that what was there should go.
  const isCovered = after !== null && landing.removed === 0 && uncovered.length === 0;
  if (!isCovered && context.clock.now() - at < PATIENCE) return false;
  const how = howOf(pushed, landing, decisions);
  // A merge of what was decided about bypasses nothing that matters here.
  const bypassed = isCovered && how === 'merge' ? null : await findBypass(context, place, pushed);
  const landed: Omit<LandedFields, 'omitted'> = {
    how,
    base: { refDigest: refDigestOf(name) },
    before: pushed.before,
    after,
    ...(movedAt === undefined ? {} : { at: toRfc3339(movedAt) }),
    result: isCovered ? 'covered' : 'uncovered',
    covered: groupsOf(landing, cover),
    uncovered,
    ...(bypassed === null ? {} : { bypassed }),
    ...(landing.removed === 0 ? {} : { removed: landing.removed }),
  };
  const told = await addLanded(context, recording, { landed, landing });
  // That a branch began changes none that was there.
  if (told.landed.result === 'uncovered' && pushed.before !== null) {
    await sayUncovered(context, recording, told);
    await noteOnCommit(context, recording, { ...told, count: landing.commits.length });
  }
  if (isDefault && after !== null && pushed.mayTouchWorkflows !== false)
    await sendSweep(context, { task: 'workflows', place, commit: after });
  return true;
}

/** Until when a policy had to be there. What was read back is older than when we heard of it, and of a whole second. */
function momentOf({ at, movedAt, isReadBack }: Pushed): Instant {
  return isReadBack === true && movedAt !== undefined ? movedAt + SECOND - 1 : at;
}

interface Showing extends Told {
  /** How many commits came. */
  readonly count: number;
}

/** Of a branch that is gone there is nothing to look at. */
async function noteOnCommit(context: Context, { place, pushed }: Recording, { landed, count }: Showing): Promise<void> {
  const { after, uncovered, removed = 0 } = landed;
  if (after === null) return;
  await noteShown(context, place, { branch: pushed.branch, after, uncovered, count, removed });
}

async function readLanding(context: Context, { place, pushed }: Recording): Promise<Landing> {
  const { branch, before, after, at } = pushed;
  if (after === null) return EMPTY;
  try {
    return (await context.forge.changes.landed(place, { branch, before, after })) ?? onlyTip(after);
  } catch (error) {
    if (isFault(error, 'github.rate-limited') || context.clock.now() - at < LONGEST) throw error;
    context.log.error({ repository: pushed.repository, after, code: asFault(error).code }, 'A push cannot be read');
    return onlyTip(after);
  }
}

/** A verdict about it waits for its place in the ledger: it may be another one than the last that stands there. */
async function isBeingRecorded({ store }: Context, { place, ledger, pushed }: Recording, { commits }: Landing) {
  const waiting = new Set(await store.ledgers.waiting(ledger.id));
  const group = pushed.after === null ? [] : [mergeGroupSubject(place, pushed.after).key];
  const changes = commits.flatMap((commit) =>
    commit.changes.map(({ number }) => pullRequestSubject(place, number).key),
  );
  return [...group, ...changes].some((key) => waiting.has(key));
}

const EMPTY: Landing = { commits: [], removed: 0 };

/** GitHub does not show how it came there: the commit alone is known, and nothing of what it holds. */
const onlyTip = (oid: string): Landing => ({ commits: [{ oid, tree: '', parents: [], changes: [] }], removed: 0 });

/** About the commits that the branch was at, one after the other, and about the heads of what was merged into it. */
async function decisionsOn(
  context: Context,
  { repository, branch, after }: Pushed,
  { commits }: Landing,
): Promise<ReadonlyMap<string, NewestDecision>> {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  const found = new Map<string, NewestDecision>();
  for (let commit = known.get(after ?? ''); commit !== undefined; commit = known.get(commit.parents[0] ?? '')) {
    for (const oid of [commit.oid, ...commit.changes.map(({ head }) => head)]) {
      const decision = await newestDecision(context, { repository, commit: oid, refDigest: refDigestOf(branch) });
      if (decision !== null) found.set(oid, decision);
    }
  }
  return found;
}

function howOf(
  { before, after }: Pushed,
  { commits, removed }: Landing,
  decisions: ReadonlyMap<string, NewestDecision>,
): LandedFields['how'] {
  if (before === null) return 'create';
  if (after === null) return 'delete';
  if (removed > 0) return 'force-push';
  const tip = commits.find(({ oid }) => oid === after);
  if (decisions.get(after)?.kind === 'merge_group') return 'queue';
  return tip !== undefined && tip.changes.length > 0 ? 'merge' : 'push';
}

function groupsOf({ commits }: Landing, cover: ReadonlyMap<string, CoveredBy>): LandedFields['covered'] {
  const groups = new Map<string, { readonly by: CoveredBy; readonly commits: string[] }>();
  for (const { oid } of commits) {
    const by = cover.get(oid);
    if (by === undefined) continue;
    const group = groups.get(by.decision) ?? { by, commits: [] };
    groups.set(by.decision, group);
    group.commits.push(oid);
  }
  return [...groups.values()].map(({ by: { decision, change }, commits: oids }) => ({
    decision,
    ...(change === null ? {} : { change }),
    commits: oids,
  }));
}
