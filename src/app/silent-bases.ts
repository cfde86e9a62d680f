import { asFault } from '../base/fault.ts';
import type { SilentBase } from '../store/store.ts';
import { checkNameOf } from './check-name.ts';
import type { Context } from './context.ts';
import { fanOut, pauseAfterSlice, SLICE } from './fan-out.ts';
import { gateBranch } from './stages/gate.ts';
import { readRequired } from './stages/required.ts';
import { sendSweep } from './sweep-task.ts';

/**
 * A pull request of which nothing was said, because no policy speaks of it, would wait for ever where our check was
 * required later. One query for each base; what cannot be read now is looked at in an hour.
 */
export async function lookAtSilent(context: Context, after: SilentBase | null): Promise<void> {
  const bases = await context.store.subjects.silentBases(after, SLICE);
  for (const each of bases) {
    try {
      await speakWhereRequired(context, each);
    } catch (error) {
      const { code, message } = asFault(error);
      context.log.info(
        { repository: each.repository.id, code },
        `Whether the check is required is not known: ${message}`,
      );
    }
  }
  const last = bases.at(-1);
  if (bases.length === SLICE && last !== undefined)
    await sendSweep(context, { task: 'silent', after: last }, pauseAfterSlice(context));
}

async function speakWhereRequired(context: Context, place: SilentBase): Promise<void> {
  const { installation, repository, base } = place;
  const checkName = checkNameOf((await gateBranch(context, repository.id, base)) ?? base);
  if (!(await readRequired(context, place, { base, checkName }))) return;
  await fanOut(context, installation, await context.store.subjects.onBase(repository.id, base));
}
