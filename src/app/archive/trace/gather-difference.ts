import { commitTerm } from '../../../ledger/entry-terms.ts';
import { listDeployed } from '../../../ledger/trace/deployed.ts';
import { type AskedDifference, findDifference } from '../../../ledger/trace/difference.ts';
import { isLanded } from '../../../ledger/trace/traced-entry.ts';
import type { Place } from '../../../store/store.ts';
import { followChain } from './follow-chain.ts';
import type { KnownEntries } from './known-entries.ts';

/**
 * Reads what `findDifference` needs, and the decisions that its landings name. Of several repositories only what tells
 * that there are several.
 */
export async function gatherDifference(known: KnownEntries, asked: AskedDifference): Promise<void> {
  const { links, ledger } = known;
  const all = await links.places(ledger);
  const places = all.filter(
    ({ repository, environment }) => environment === asked.environment && known.isAsked(repository),
  );
  await known.at(await links.newest(ledger, places, { stage: 'event', until: null, most: 1 }));
  const [place, another] = places.filter(({ repository }) => isThere(known, repository));
  if (place !== undefined && another === undefined) await readBetween(known, place, asked);
}

/** A decision alone says nothing of what ran there. */
function isThere(known: KnownEntries, repository: number): boolean {
  return known.all().some(({ repositoryId }) => (repositoryId ?? 0) === repository);
}

async function readBetween(known: KnownEntries, place: Place, asked: AskedDifference): Promise<void> {
  const { links, ledger } = known;
  const commits: string[] = [];
  for (const time of [asked.from, asked.to]) {
    const wanted = { stage: 'succeeded', until: Date.parse(time), most: 1 } as const;
    const indexes = await links.newest(ledger, [place], wanted);
    await known.at(indexes);
    commits.push(
      ...listDeployed(known.all()).flatMap(({ entry, commit }) => (indexes.includes(entry.index) ? [commit] : [])),
    );
  }
  const [from, to] = commits;
  if (from === undefined || to === undefined || from === to) return;
  const { repository } = place;
  await followChain(known, { repository, from, to });
  await followChain(known, { repository, from: to, to: from });
  const { landings } = findDifference(known.all(), asked);
  const uncovered = new Set(landings.flatMap(({ says }) => says.uncovered));
  await known.named(
    [...uncovered].map(commitTerm),
    (entry) => isLanded(entry) && entry.says.late?.commits.some((commit) => uncovered.has(commit)) === true,
  );
  await known.withIds(landings.flatMap(({ says }) => says.covered.map(({ decision }) => decision)));
}
