import { DAY } from '../../base/clock.ts';
import { asFault, isFault } from '../../base/fault.ts';
import type { Explanation, Sentence } from '../../policy/explanation.ts';
import { fileEntries } from '../archive/file-entries.ts';
import type { Context } from '../context.ts';
import { lateCoversOf } from '../deployment/chain.ts';
import type { CheckRun, Place } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';
import { refDigestOf } from '../stages/known-policies.ts';
import { writeOnce } from '../stages/write-once.ts';

/** What is shown on a commit that a branch was left at with something that nobody decided about. */
export interface ShownLanding {
  readonly branch: string;
  readonly after: string;
  readonly uncovered: readonly string[];
  /** How many it brought in all. */
  readonly count: number;
  /** How many the branch has no more. */
  readonly removed: number;
}

/** No branch has a space in its name: never that of a check on a pull request. */
export function landedCheckName(branch: string): string {
  return `countersign: landed on ${branch}`;
}

const SHOWN = 20;

const SCOPE = 'landed-shown';
/** Whoever answers for it later than this sees a red check that is history. */
const KEPT = 30 * DAY;

/** To be shown by `showLandings`. */
export async function noteShown({ store, clock }: Context, place: Place, landing: ShownLanding): Promise<void> {
  const key = keyOf(place, landing);
  if ((await store.memory.get(SCOPE, key)) === null) await store.memory.set(SCOPE, key, toJson(landing), clock.now());
}

/** Keys are forgotten by their beginning. */
const keyOf = ({ repository }: Place, { after, branch }: ShownLanding): string =>
  `${repository.id}:${after}:${refDigestOf(branch)}.`;

/**
 * What is to be shown, and what is red, once more: somebody may have answered for it. What cannot be shown is shown another
 * time: the record does not wait for it.
 */
export async function showLandings(context: Context, place: Place): Promise<void> {
  for (const { value } of await context.store.memory.list(SCOPE, `${place.repository.id}:`)) {
    const landing = value as unknown as ShownLanding;
    try {
      await showLanding(context, place, landing);
    } catch (error) {
      const { code } = asFault(error);
      context.log.warn({ repository: place.repository.id, commit: landing.after, code }, 'A landing cannot be shown');
    }
  }
}

/** Nothing is blocked by it any more: it tells whoever looks at the commit, and turns green when somebody answers for it. */
export async function showLanding(context: Context, place: Place, landing: ShownLanding): Promise<void> {
  const key = keyOf(place, landing);
  const since = (await context.store.memory.get(SCOPE, key))?.at ?? context.clock.now();
  const isDone = await show(context, place, landing);
  if (isDone || context.clock.now() - since >= KEPT) await context.store.memory.forget(SCOPE, key);
}

/** True: there is nothing more to say of it. */
async function show(context: Context, place: Place, landing: ShownLanding): Promise<boolean> {
  await fileEntries(context);
  const repository = place.repository.id;
  const open: string[] = [];
  for (const commit of landing.uncovered)
    if ((await lateCoversOf(context, { repository, commit })).length === 0) open.push(commit);
  const isOpen = open.length > 0 || landing.removed > 0;
  const at = context.clock.now();
  const name = landedCheckName(landing.branch);
  const run: CheckRun = {
    name,
    head: landing.after,
    externalId: `landed:${repository}:${landing.after}`,
    status: { state: 'completed', conclusion: isOpen ? 'failure' : 'success', at },
    startedAt: at,
    explanations: [{ number: null, explanation: explainLanding(landing, open) }],
    since: null,
    record: null,
    notices: [],
  };
  const spot = { repository, head: landing.after, checkName: name };
  try {
    await writeOnce(context, place, { spot, digest: `landed ${open.length} ${landing.removed}`, run });
  } catch (error) {
    // The branch was moved on, and GitHub has the commit no more: who looks for it finds it in the ledger.
    if (!isFault(error, 'github.not-found') && !isFault(error, 'github.invalid')) throw error;
    context.log.warn(
      { repository, commit: landing.after, code: error.code },
      'A landing cannot be shown on its commit',
    );
    return true;
  }
  return open.length === 0;
}

function explainLanding({ branch, uncovered, count, removed }: ShownLanding, open: readonly string[]): Explanation {
  const isOpen = open.length > 0 || removed > 0;
  const title =
    open.length > 0
      ? `${open.length} of ${count} ${count === 1 ? 'commit' : 'commits'} landed without a passing decision`
      : removed > 0
        ? `${removed} ${removed === 1 ? 'commit was' : 'commits were'} taken away from the branch`
        : 'Covered late: somebody answers for what landed';
  return {
    title,
    result: isOpen ? 'deny' : 'allow',
    steps: open.length > 0 ? [coverStep(open)] : [],
    rows: [],
    details: [
      {
        rule: 'what reaches this branch is covered by a passing decision',
        looked: [{ text: `the ${count === 1 ? 'commit' : `${count} commits`} that came to ` }, { outside: branch }],
        required: [{ text: 'a passing decision about each of them' }],
        found: [
          ...(uncovered.length === 0
            ? []
            : [[{ text: `${uncovered.length} without one, ${open.length} of them open` }]]),
          ...(removed === 0 ? [] : [[{ text: `${removed} that the branch had before and has no more` }]]),
        ],
        approvals: [],
        commits: open.slice(0, SHOWN).map((oid) => ({ oid, sentence: [{ text: 'no passing decision covers it' }] })),
      },
    ],
    notes: [[{ text: 'Nothing is blocked by this check. It is recorded in the ledger, and an alert was raised.' }]],
    annotations: [],
  };
}

function coverStep(open: readonly string[]): Explanation['steps'][number] {
  const named = open.slice(0, SHOWN).map((oid) => oid.slice(0, 7));
  const sentence: Sentence = [
    { text: 'Look at it, and revert it or answer for it: somebody who did not push it comments ' },
    { code: `/countersign cover ${named.join(' ')} REASON` },
    { text: ' on a pull request.' },
  ];
  return { sentence, commands: [] };
}
