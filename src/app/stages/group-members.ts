import { Fault, isFault } from '../../base/fault.ts';
import type { Lease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { type OpenGroup, rememberGroup } from '../open-groups.ts';
import type { Collected } from '../ports.ts';
import { pullRequestSubject } from '../subject.ts';
import { type Gathered, gatherIn } from './gather.ts';
import { chainOf, type Member } from './group-chain.ts';

export interface GatheredMember extends Member {
  readonly gathered: Gathered;
}

export interface GroupRead {
  /** In the order in which they land; never empty. */
  readonly members: readonly GatheredMember[];
  /** Of the group's head. */
  readonly tree: string;
}

interface Asked {
  readonly lease: Lease;
  readonly ledger: LedgerState;
  readonly group: OpenGroup;
}

/** Pull requests that are read at the same time. */
const AT_ONCE = 5;

/**
 * The pull requests of a group, each read for itself. Null: GitHub gave the group up. Throws `github.not-found` where the
 * queue does not hold it although nobody said that it is gone, `github.incomplete` where it cannot be read as a whole.
 */
export async function readGroup(context: Context, { lease, ledger, group }: Asked): Promise<GroupRead | null> {
  const { subject } = lease;
  const queue = await context.forge.changes.queue(subject, group.base);
  const chain = queue === null ? { state: 'gone' as const } : chainOf(queue, group);
  if (chain.state === 'gone') {
    if (group.isGone) return null;
    throw new Fault('github.not-found', 'the merge queue does not hold this commit');
  }
  if (chain.state === 'broken') throw unreadable(chain.why);
  // Before anything is read of them: whatever happens to one of them from now on touches the group.
  await rememberMembers(context, subject.repository.id, { group, members: chain.members });
  const members: GatheredMember[] = [];
  // The first alone: what its policy asks for is remembered, and the others are read once each.
  for (const [from, to] of slices(chain.members.length)) {
    const slice = chain.members.slice(from, to);
    members.push(...(await Promise.all(slice.map((member) => readMember(context, { lease, ledger, group }, member)))));
  }
  requireOnePolicy(members.map(({ gathered }) => gathered));
  return { members, tree: chain.tree };
}

function slices(count: number): readonly (readonly [number, number])[] {
  const rest = Array.from({ length: Math.ceil((count - 1) / AT_ONCE) }, (_, at) => 1 + at * AT_ONCE);
  return [[0, 1], ...rest.map((from) => [from, from + AT_ONCE] as const)];
}

async function rememberMembers(
  context: Context,
  repository: number,
  { group, members }: { readonly group: OpenGroup; readonly members: readonly Member[] },
): Promise<void> {
  const numbers = members.map(({ number }) => number);
  if (numbers.join() !== group.members.join()) await rememberGroup(context, repository, { ...group, members: numbers });
}

async function readMember(context: Context, { lease, ledger, group }: Asked, member: Member): Promise<GatheredMember> {
  const subject = pullRequestSubject(lease.subject, member.number);
  const { head, base } = group;
  try {
    const gathered = await gatherIn(context, { subject, group: { head, base } }, ledger);
    requireSame(gathered.collected, { member, base });
    return { ...member, gathered };
  } catch (error) {
    if (isFault(error, 'github.not-found')) throw unreadable(`#${member.number} is not shown`);
    throw error;
  }
}

/** What the queue shows may be older or newer than what was read: then it is read again, or the group is gone by then. */
function requireSame(
  { change }: Collected,
  { member, base }: { readonly member: Member; readonly base: string },
): void {
  const name = `#${member.number}`;
  if (!change.open) throw unreadable(`${name} is closed`);
  if (change.base !== base) throw unreadable(`${name} wants to reach another branch`);
  if (change.head !== member.head) throw unreadable(`${name} has other commits by now`);
}

/** One decision names one version of each policy. */
function requireOnePolicy(all: readonly Gathered[]): void {
  const texts = all.map(({ collected: { floor, policy }, policyBranch }) =>
    JSON.stringify([
      policyBranch,
      ...[floor, policy].map((file) => (file.state === 'present' ? file.blob : file.state)),
    ]),
  );
  if (new Set(texts).size > 1) throw new Fault('github.incomplete', 'The policy changed while the group was read');
}

function unreadable(why: string): Fault {
  return new Fault('github.incomplete', `The merge group could not be read: ${why}`);
}
