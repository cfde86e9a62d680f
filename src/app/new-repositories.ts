import { isFault } from '../base/fault.ts';
import type { Context } from './context.ts';
import { fanOut, pauseAfterSlice, SLICE } from './fan-out.ts';
import type { OpenPage, Place } from './ports.ts';
import { headOfGroup, isMergeGroup, mergeGroupSubject, pullRequestSubject } from './subject.ts';
import { BATCH, onlyPlace, type SweepTask, sendSweep, splitPlaces } from './sweep-task.ts';

/**
 * Everything that is open in repositories that are new to us, or of which we missed something: those that somebody pushed
 * to last first, ten a request, each slice a job of its own, at the pace that an installation is allowed.
 */
export async function judgeRepositories(
  context: Context,
  { installation, places: named }: Extract<SweepTask, { task: 'repositories' }>,
): Promise<void> {
  const places = named ?? (await context.forge.repositories.ofInstallation(installation));
  const place = onlyPlace({ task: 'repositories', installation, places });
  if (place !== null) return await judgeAll(context, place);
  if (named !== null && places.length <= BATCH) return await judgeFirst(context, installation, places);
  for (const [at, batch] of splitPlaces(places).entries()) {
    const pause = Math.floor((at * BATCH) / SLICE) * pauseAfterSlice(context);
    await sendSweep(context, { task: 'repositories', installation, places: batch }, pause);
  }
  context.log.info({ installation, repositories: places.length }, 'Open pull requests are looked for');
}

async function judgeAll(context: Context, place: Place): Promise<void> {
  const open = await context.forge.changes.open(place, null);
  await judge(context, place, open);
}

async function judgeFirst(context: Context, installation: number, places: readonly Place[]): Promise<void> {
  const pages = await readFirst(context, places);
  let found = 0;
  for (const [at, place] of places.entries()) {
    const page = pages?.[at];
    // More than a few, or one of the ten is closed to us: a job of its own, for the others must not wait for it.
    if (page === undefined || (page !== null && page.next !== null))
      await sendSweep(context, { task: 'repositories', installation, places: [place] });
    else if (page !== null) {
      await judge(context, place, page.changes);
      found += page.changes.length;
    }
  }
  context.log.info({ installation, repositories: places.length, found }, 'Open pull requests are judged in their turn');
}

async function readFirst(context: Context, places: readonly Place[]): Promise<readonly (OpenPage | null)[] | null> {
  try {
    return await context.forge.changes.firstChecks(places);
  } catch (error) {
    if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

async function judge(context: Context, place: Place, open: readonly { readonly number: number }[]): Promise<void> {
  // GitHub lists no merge groups: those that were heard of are known here.
  const known = await context.store.subjects.onBase(place.repository.id, null);
  await fanOut(context, place.installation, [
    ...open.map(({ number }) => pullRequestSubject(place, number)),
    ...known.filter(isMergeGroup).map((group) => mergeGroupSubject(place, headOfGroup(group))),
  ]);
}
