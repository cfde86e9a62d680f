import { type Instant, MINUTE } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { commitSubject } from '../../ledger/build.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { earliest } from '../../policy/truth.ts';
import type { Lease, LedgerState, Settled } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import { findGroup, type OpenGroup } from '../open-groups.ts';
import { headOfGroup } from '../subject.ts';
import { urlOf } from './decision.ts';
import { toJson } from './evidence.ts';
import type { Gathered } from './gather.ts';
import { draftGroupEntry } from './group-decision.ts';
import { readGroup } from './group-members.ts';
import { mustHoldBack } from './group-order.ts';
import { type JudgedMember, judgeMembers, rememberVerdict, resultOf } from './group-verdict.ts';
import { markLostRun } from './lost-run.ts';
import { nothingSaid } from './nothing-said.ts';
import { isShown, recallOldName } from './old-name.ts';
import { recordPolicyVersions } from './policy-versions.ts';
import { recall } from './recall.ts';
import { record } from './record.ts';
import { isSilent, type Requirement, requirementOf } from './required.ts';
import { askAgainAt, askForPolicyAt } from './transient.ts';

/** GitHub said that the group is gone and shows it all the same, or it is held back for another one that may be lost. */
const LOOK_AGAIN_AFTER = MINUTE;

/**
 * A merge group, all of its pull requests in one evaluation: a check on its commit must not be green before each of them
 * was judged. Null: GitHub gave the group up, and nothing is to be said about it any more.
 */
export async function judgeGroup(context: Context, lease: Lease, ledger: LedgerState): Promise<Settled | null> {
  const { subject } = lease;
  const group = await findGroup(context, subject.repository.id, headOfGroup(subject));
  if (group === null) return null;
  const read = await readOrRecall(context, { lease, ledger, group });
  const first = read?.members[0]?.gathered;
  if (first === undefined || read === null) return null;

  const members = judgeMembers(read.members, context.clock.now());
  const checkName = checkNameOf(first.policyBranch);
  const requirement = requirementOf(context, first.collected, checkName);
  const { head, base } = group;
  await recallOldName(context, lease, { head, base, checkName });
  const isNone =
    members.every(({ verdict }) => verdict.none) && !(await isShown(context, subject, { head, checkName }));
  if (isNone && (await isSilent(context, subject, { base, checkName, requirement })))
    return nothingSaid(lease, { head, base, open: true });
  const { tree } = read;
  return await settle(context, { lease, ledger, group, tree, members, first, checkName, requirement });
}

interface Reading {
  readonly lease: Lease;
  readonly ledger: LedgerState;
  readonly group: OpenGroup;
}

/** A group that can no longer be read as a whole is not left green while it is tried again. */
async function readOrRecall(context: Context, reading: Reading): ReturnType<typeof readGroup> {
  try {
    return await readGroup(context, reading);
  } catch (error) {
    const { subject, last } = reading.lease;
    if (last?.result === 'allow' && last.checkName !== '' && isFault(error, 'github.incomplete'))
      await recall(context, subject, last);
    throw error;
  }
}

interface Judged extends Reading {
  readonly tree: string;
  readonly members: readonly JudgedMember[];
  /** They share policies and base: those of the first are everybody's. */
  readonly first: Gathered;
  readonly checkName: string;
  readonly requirement: Requirement | null;
}

async function settle(context: Context, judged: Judged): Promise<Settled> {
  const { lease, ledger, group, members, first, checkName, requirement } = judged;
  const { subject, guids } = lease;
  const { head, base } = group;
  const about = commitSubject({
    repositoryUrl: urlOf(context, first.collected.repository),
    commit: head,
    tree: judged.tree,
    sourceRefs: sourceRefsOf(members),
  });
  await markLostRun(context, { ledger, repository: subject.repository.id, about, head, checkName });
  // Before anything is recorded: a green that no longer holds must not stand while we write.
  if (resultOf(members) !== 'allow') await recall(context, subject, { head, checkName });
  const versions = await recordPolicyVersions(context, { ledger, subject, gathered: first });
  const isHeldBack = await mustHoldBack(context, subject, { members, checkName });
  return await record(context, {
    lease,
    ledger,
    head,
    base,
    checkName,
    validUntil: validUntilOf(members, { isUnsettled: isHeldBack || group.isGone, now: context.clock.now() }),
    digest: digestOf(
      judged,
      versions.map(({ digest }) => digest),
    ),
    remembered: { ...rememberVerdict(members), requirement, isHeldBack },
    draft: async (open) =>
      await draftGroupEntry(context, { ledger, subject, guids, versions, about, group, members }, open),
  });
}

/** How many the subject of an entry can name (ledger/terms.ts); the decision itself names them all. */
const MOST_REFS = 10;

/** The pull request that the group was made for comes first: it is the last to land. */
function sourceRefsOf(members: readonly JudgedMember[]): readonly string[] {
  return members
    .toReversed()
    .slice(0, MOST_REFS)
    .map(({ number }) => `refs/pull/${number}/head`);
}

/** Where somebody else's word is missing that no webhook may bring, it is looked for again. */
function validUntilOf(
  members: readonly JudgedMember[],
  { isUnsettled, now }: { readonly isUnsettled: boolean; readonly now: Instant },
): Instant | null {
  return earliest([
    isUnsettled ? now + LOOK_AGAIN_AFTER : null,
    ...members.flatMap(({ verdict, gathered: { facts, layers } }) => [
      verdict.validUntil,
      askAgainAt(facts, now),
      askForPolicyAt(layers, now),
    ]),
  ]);
}

/** A decision is recorded when this differs from the last one recorded: verdicts, findings, or what they hold for. */
function digestOf({ group: { head, base }, members }: Judged, policies: readonly string[]): string {
  const judged = members.map(({ number, head: own, verdict: { validUntil: _time, ...said } }) => ({
    number,
    head: own,
    said,
  }));
  return sha256Hex(canonicalize(toJson({ head, base, policies, judged })));
}
