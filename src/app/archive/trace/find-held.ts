import { deploymentTerm, NO_REPOSITORY } from '../../../ledger/trace/entry-links.ts';
import { findHeldRuns } from '../../../ledger/trace/held-runs.ts';
import { type Asked, findScope, isLandingOf, isOfDeployment } from '../../../ledger/trace/scope.ts';
import { repositoryOf } from '../../../ledger/trace/tell-each.ts';
import { isDeploymentEvent, isLanded, type TracedEntry } from '../../../ledger/trace/traced-entry.ts';
import type { Held, Turn } from '../../../store/store.ts';
import type { KnownEntries } from './known-entries.ts';

/**
 * Reads where the story of a repository was deployed, as far as it is told, and finds out which of the deployed commits
 * hold something of it. The landings in between are not read: which ones follow each other the index knows.
 */
export async function findHeld(
  known: KnownEntries,
  asked: Asked,
  group: readonly TracedEntry[],
): Promise<readonly string[]> {
  const { links, ledger } = known;
  const scope = findScope(asked, group);
  const own = group.filter(isLanded).filter((landing) => !landing.says.isTag && isLandingOf(scope, landing));
  const landings = await links.landings(
    ledger,
    own.map(({ index }) => index),
  );
  const repository = repositoryOf(group) ?? NO_REPOSITORY;
  const joints = landings.length === 0 ? [] : await links.joints(ledger, repository);
  const held: Held = { ledger, repository, landings: findHeldRuns(landings, joints), commits: [...scope.commits] };
  await readDeployments(known, held);
  const deployed = known.all().filter((entry) => (entry.repositoryId ?? NO_REPOSITORY) === repository);
  return await links.tips(held, [
    ...new Set(deployed.flatMap(({ commit, environment }) => (environment === null ? [] : (commit ?? [])))),
  ]);
}

/** When it began to run there and ceased to, and what led to the first time. */
async function readDeployments(known: KnownEntries, held: Held): Promise<void> {
  const { links } = known;
  const places = await links.heldAt(held);
  if (places.length === 0) return;
  const turns = await links.turns(held, places);
  const begins = new Map<string, Turn>();
  for (const turn of turns) if (turn.isHeld && !begins.has(turn.environment)) begins.set(turn.environment, turn);
  const ends = places.map(({ environment }) => ({ environment, last: begins.get(environment)?.index ?? null }));
  await known.at([...turns.map(({ index }) => index), ...(await links.until(held, ends))]);
  const first = new Set([...begins.values()].map(({ index }) => index));
  const began = known
    .all()
    .filter(({ index }) => first.has(index))
    .filter(isDeploymentEvent);
  const ids = began.flatMap(({ says }) => says.deployment?.id ?? []);
  await known.named(ids.map(deploymentTerm), (entry) => ids.some((id) => isOfDeployment(entry, id)));
}
