import type { Context } from '../context.ts';
import { hasPolicy } from '../landing/guarded.ts';
import { notePushed } from '../landing/pushed.ts';
import type { Branch, Movement, Place } from '../ports.ts';
import { sendSweep } from '../sweep-task.ts';
import { isNoCommit } from './note-landings.ts';

interface Moved {
  readonly branch: Branch;
  readonly movements: readonly Movement[];
}

/**
 * What moved a branch of which a policy speaks, to be told in the ledger as if webhooks had told of it: GitHub sends none
 * where a payload would be too large, and some are lost. What is told already is not told again (landing/same-push.ts).
 */
export async function noteMovements(context: Context, place: Place, { branch, movements }: Moved): Promise<void> {
  const repository = place.repository.id;
  const { name, isDefault } = branch;
  if (movements.length === 0 || !(await hasPolicy(context, { repository, branch: name }))) return;
  const now = context.clock.now();
  for (const { before, after, actor, at } of movements)
    await notePushed(context, {
      repository,
      branch: name,
      isDefault,
      before: isNoCommit(before) ? null : before,
      after: isNoCommit(after) ? null : after,
      // The account is gone.
      actor: actor === null ? { id: 0, type: 'system' } : { id: actor.id, type: actor.type },
      at: now,
      guid: `activity-${at}-${before}-${after}`,
      movedAt: at,
      isReadBack: true,
    });
  await sendSweep(context, { task: 'landings', place });
}
