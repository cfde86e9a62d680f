import type { Lease } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import { findGroup } from '../open-groups.ts';
import { headOfGroup } from '../subject.ts';
import { gateBranch } from './gate.ts';

/** The check that everybody in the queue waits for; null: nothing is to be said on the group. */
export async function findGroupCheck(
  context: Context,
  { subject, last }: Lease,
): Promise<{ readonly head: string; readonly checkName: string } | null> {
  if (last !== null) return last.checkName === '' ? null : { head: last.head, checkName: last.checkName };
  const { id } = subject.repository;
  const group = await findGroup(context, id, headOfGroup(subject));
  if (group === null || group.isGone) return null;
  return { head: group.head, checkName: checkNameOf((await gateBranch(context, id, group.base)) ?? group.base) };
}
