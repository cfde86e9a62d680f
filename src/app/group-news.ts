import type { Hint } from '../github/hint.ts';
import type { Touch } from '../store/store.ts';
import type { Context } from './context.ts';
import { findGroup, groupsWith, type OpenGroup, rememberGroup } from './open-groups.ts';
import type { Place } from './ports.ts';
import { mergeGroupSubject } from './subject.ts';

/** What a batch of webhooks says about merge groups, in order of arrival. */
export interface GroupNews {
  readonly named: { readonly place: Place; readonly group: NamedGroup; readonly guid: string }[];
  /** Pull requests to which something happened: the groups that they stand in are judged again. */
  readonly changed: Map<number, { readonly place: Place; readonly guids: Map<number, string[]> }>;
  /** Commits of which a check was asked for again. */
  readonly asked: { readonly place: Place; readonly head: string; readonly guid: string }[];
}

type NamedGroup = Extract<Hint, { kind: 'group' | 'group-gone' }>;

export function noGroupNews(): GroupNews {
  return { named: [], changed: new Map(), asked: [] };
}

export function noteForGroups(news: GroupNews, hint: Hint, guid: string): void {
  if (hint.kind === 'group' || hint.kind === 'group-gone') news.named.push({ place: hint.place, group: hint, guid });
  else if (hint.kind === 'head' && hint.command === null) news.asked.push({ place: hint.place, head: hint.head, guid });
  else if (hint.kind === 'change') {
    const { place, number } = hint;
    const known = news.changed.get(place.repository.id) ?? { place, guids: new Map<number, string[]>() };
    news.changed.set(place.repository.id, known);
    known.guids.set(number, [...(known.guids.get(number) ?? []), guid]);
  }
}

/** People wait for a queue. */
const PRIORITY = 0;

/** Keeps what cannot be asked for later. Everything may come twice: before we die, nobody was touched. */
export async function touchGroups(context: Context, news: GroupNews): Promise<readonly Touch[]> {
  const touches: Touch[] = [];
  const touch = (place: Place, head: string, guids: readonly string[]): void =>
    void touches.push({ subject: mergeGroupSubject(place, head), guids, priority: PRIORITY });
  for (const { place, group, guid } of news.named) {
    if (await keepGroup(context, place, group)) touch(place, group.head, [guid]);
  }
  for (const { place, head, guid } of news.asked) {
    if ((await findGroup(context, place.repository.id, head)) !== null) touch(place, head, [guid]);
  }
  for (const { place, guids } of news.changed.values()) {
    for (const { head, members } of await groupsWith(context, place.repository.id, new Set(guids.keys())))
      touch(
        place,
        head,
        members.flatMap((number) => guids.get(number) ?? []),
      );
  }
  return touches;
}

/**
 * False: there is nothing to judge. What GitHub gave up is asked for once more, because GitHub may have made it again; of
 * what was never asked for, or was forgotten since, nothing is kept.
 */
async function keepGroup(context: Context, { repository }: Place, group: NamedGroup): Promise<boolean> {
  const known = await findGroup(context, repository.id, group.head);
  if (group.kind === 'group-gone') {
    if (known !== null) await rememberGroup(context, repository.id, { ...known, isGone: true });
    return known !== null;
  }
  const { head, base, baseOid } = group;
  const kept: OpenGroup = { head, base, baseOid, members: known?.members ?? [], isGone: false };
  await rememberGroup(context, repository.id, kept);
  return true;
}
