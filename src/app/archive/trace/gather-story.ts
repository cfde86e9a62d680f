import { type Deployed, listDeployed } from '../../../ledger/trace/deployed.ts';
import { NO_REPOSITORY, namingTerm } from '../../../ledger/trace/entry-links.ts';
import { assertMeant } from '../../../ledger/trace/meant.ts';
import { byRepository } from '../../../ledger/trace/one-repository.ts';
import type { Asked } from '../../../ledger/trace/scope.ts';
import type { StoryLine } from '../../../ledger/trace/story.ts';
import { type HeldBy, repositoryOf, tellEach } from '../../../ledger/trace/tell-each.ts';
import { isAlert } from '../../../ledger/trace/traced-entry.ts';
import { findHeld } from './find-held.ts';
import { followChain, readLandings } from './follow-chain.ts';
import { followScope, readAbout } from './follow-scope.ts';
import type { KnownEntries } from './known-entries.ts';

/** As `tellStory` tells it of the whole ledger. Throws Fault `cli.usage` where several commits or repositories could be meant. */
export async function gatherStory(known: KnownEntries, asked: Asked): Promise<readonly StoryLine[]> {
  await readAbout(known, asked);
  assertMeant(asked, known.all());
  if (asked.is === 'deployment') await readBrought(known, asked.id);
  await followScope(known, asked);
  const held = new Map<number | null, ReadonlySet<string>>();
  for (const group of byRepository(known.all()))
    held.set(repositoryOf(group), new Set(await findHeld(known, asked, group)));
  return await tellWithAlerts(known, asked, held);
}

/** What ran there before and after it, and what landed between. */
async function readBrought(known: KnownEntries, id: number): Promise<void> {
  for (const own of deployedAs(known, id)) {
    const { entry, environment, since } = own;
    const repository = own.repositoryId ?? NO_REPOSITORY;
    const at = { since: Date.parse(since), index: entry.index };
    await known.at(await known.links.beside(known.ledger, { repository, environment }, at));
    await readLandings(known, own.commit);
    const before = listDeployed(known.all()).findLast(
      (each) => each.environment === environment && isBefore(each, own),
    );
    if (before !== undefined) await followChain(known, { repository, from: before.commit, to: own.commit });
  }
}

const deployedAs = (known: KnownEntries, id: number): readonly Deployed[] =>
  listDeployed(known.all()).filter((deployed) => deployed.id === id);

const isBefore = (a: Deployed, b: Deployed): boolean =>
  a.repositoryId === b.repositoryId && (a.since < b.since || (a.since === b.since && a.entry.index < b.entry.index));

/** An alert may name another one. */
async function tellWithAlerts(known: KnownEntries, asked: Asked, held: HeldBy): Promise<readonly StoryLine[]> {
  const named = new Set<string>();
  for (;;) {
    const lines = tellEach(asked, known.all(), held);
    const ids = lines.flatMap(({ entry }) => entry.id ?? []).filter((id) => !named.has(id));
    for (const id of ids) named.add(id);
    if (ids.length === 0 || (await known.named(ids.map(namingTerm), isAlert)) === 0) return lines;
  }
}
