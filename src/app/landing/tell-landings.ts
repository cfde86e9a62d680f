import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { dequeuedRows } from './dequeued.ts';
import { pushedTo } from './pushed.ts';
import { recordDequeues } from './record-dequeues.ts';
import { recordLandings } from './record-landings.ts';
import { recordTags } from './record-tags.ts';
import { taggedRows } from './tagged.ts';

/** What is told of the refs of a repository, each sort by itself. */
const SORTS = [recordDequeues, recordLandings, recordTags] as const;

/** All that there is to tell. What cannot be told of one sort keeps no other from being told. */
export async function tellLandings(context: Context, place: Place): Promise<void> {
  const failures: unknown[] = [];
  for (const record of SORTS) {
    try {
      await record(context, place);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Repositories of which something is left to tell. */
export async function untoldIn(context: Context): Promise<readonly number[]> {
  const found = [
    await pushedTo(context),
    await dequeuedRows.repositories(context),
    await taggedRows.repositories(context),
  ];
  return [...new Set(found.flat())];
}
