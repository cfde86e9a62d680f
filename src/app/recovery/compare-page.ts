import type { Context } from '../context.ts';
import { fanOut } from '../fan-out.ts';
import { findGroup, rememberGroup } from '../open-groups.ts';
import type { OpenCheck, OpenPage, Place } from '../ports.ts';
import { mergeGroupSubject, pullRequestSubject } from '../subject.ts';
import { compareCheck } from './compare-check.ts';
import { comparePushes } from './compare-pushes.ts';
import { noteReadBack, openSince } from './gap-notes.ts';

/** A page of a repository's open pull requests, and the branches that they want to reach. Resolves to where the next begins. */
export async function comparePage(context: Context, place: Place, page: OpenPage): Promise<string | null> {
  const { changes, branches, next, pushedAt } = page;
  const differing: OpenCheck[] = [];
  for (const change of changes) if (!(await compareCheck(context, place, change))) differing.push(change);
  await fanOut(
    context,
    place.installation,
    differing.map(({ number }) => pullRequestSubject(place, number)),
  );
  const queued = new Set(changes.filter(({ isQueued }) => isQueued).map(({ base }) => base));
  for (const base of queued) await compareQueue(context, place, base);
  const unwatched = await openSince(context);
  let pushes = 0;
  for (const branch of branches) pushes += await comparePushes(context, place, { branch, unwatched, pushedAt });
  if (unwatched !== null)
    await noteReadBack(context, `compared:${place.repository.id}:${changes[0]?.number ?? ''}`, {
      installation: place.installation,
      repository: place.repository.id,
      compared: changes.length,
      judged: differing.length,
      pushes,
    });
  return next;
}

/** A group of which no webhook told: GitHub waits for a check on it, and so does everybody behind it. */
async function compareQueue(context: Context, place: Place, base: string): Promise<void> {
  const queue = await context.forge.changes.queue(place, base);
  for (const { head, base: baseOid } of queue?.entries ?? []) {
    if ((await findGroup(context, place.repository.id, head.oid)) !== null) continue;
    const group = { head: head.oid, base, baseOid, members: [], isGone: false };
    await rememberGroup(context, place.repository.id, group);
    await context.store.subjects.touch([{ subject: mergeGroupSubject(place, head.oid), guids: [], priority: 0 }]);
  }
}
