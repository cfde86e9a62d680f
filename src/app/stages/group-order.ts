import type { SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { findGroup, groupsWith } from '../open-groups.ts';
import { headOfGroup, isMergeGroup, mergeGroupSubject } from '../subject.ts';
import { isFailing, type JudgedMember } from './group-verdict.ts';
import { rememberedOf } from './remembered.ts';

interface Judged {
  readonly members: readonly JudgedMember[];
  readonly checkName: string;
}

/**
 * A group that fails only because of pull requests ahead of it does so after every group from theirs to its own: what
 * stands behind is built anew without them only once the queue knows whose fault it is.
 */
export async function mustHoldBack(
  context: Context,
  { repository }: SubjectRef,
  { members, checkName }: Judged,
): Promise<boolean> {
  const first = members.findIndex(isFailing);
  if (first < 0 || members.some((member) => !member.isAhead && isFailing(member))) return false;
  for (const { group, isAhead } of members.slice(first)) {
    if (!isAhead) continue;
    // Where GitHub asks for no check on it, nothing can be heard of it before.
    if ((await findGroup(context, repository.id, group))?.isGone ?? true) continue;
    if ((await context.store.reports.read(repository.id, group, checkName))?.conclusion !== 'failure') return true;
  }
  return false;
}

/**
 * This one has failed: those behind it that were held back for it are judged again, and fail now. So are those that are
 * being judged at this moment: they may have looked before it failed, and are stored as held back after we look.
 */
export async function releaseBehind(context: Context, subject: SubjectRef): Promise<void> {
  if (!isMergeGroup(subject)) return;
  const { store } = context;
  const { repository } = subject;
  const own = await findGroup(context, repository.id, headOfGroup(subject));
  for (const { head } of await groupsWith(context, repository.id, new Set(own?.members))) {
    const behind = mergeGroupSubject(subject, head);
    if (behind.key === subject.key) continue;
    const stored = await store.subjects.read(behind.key);
    if (stored === null) continue;
    const { verdict, generation, judged } = stored;
    if (generation > judged || rememberedOf(verdict?.verdict).isHeldBack === true)
      await store.subjects.touch([{ subject: behind, guids: [], priority: 0 }]);
  }
}
